import type { Usage } from '../processes/usage';

export interface Outgoing {
  room: string;
  text: string;
}

/** What a load is put on: something that speaks graphql-transport-ws, in a process of its own. */
export interface LiveServer {
  readonly name: string;
  readonly port: number;
  /** One a user; a socket may be any user's. */
  readonly tokens: readonly string[];
  readonly rooms: readonly string[];
  /** Sends messages in one request, and gives their positions. Errors: unless all were accepted. */
  send(messages: readonly Outgoing[]): Promise<number[]>;
  usage(): Promise<Usage>;
  close(): Promise<void>;
}

/** How many people and rooms a server begins with. Socket `n` is person `n`'s, in room `n`, modulo how many there are. */
export interface Population {
  sockets: number;
  rooms: number;
}

/** So many sockets a person may have open, wherever that is limited. */
const SOCKETS_PER_PERSON = 150;

/** One more than needed, so that the sockets of a room are of different people. */
export const peopleFor = ({ sockets }: Population): number => Math.ceil(sockets / SOCKETS_PER_PERSON) + 1;
