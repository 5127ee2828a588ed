import type { Usage } from '../processes/usage';

export interface Outgoing {
  room: string;
  text: string;
}

/** A server under test: a separate process that speaks graphql-transport-ws. */
export interface LiveServer {
  readonly name: string;
  readonly port: number;
  /** One per user; a socket may belong to any user. */
  readonly tokens: readonly string[];
  readonly rooms: readonly string[];
  /** Sends messages in one request, and returns their positions. Errors: unless all were accepted. */
  send(messages: readonly Outgoing[]): Promise<number[]>;
  usage(): Promise<Usage>;
  close(): Promise<void>;
}

/** People and rooms of a server. Socket `n` belongs to person `n` and room `n`, modulo their counts. */
export interface Population {
  sockets: number;
  rooms: number;
}

/** Sockets per person, below the usual limits. */
const SOCKETS_PER_PERSON = 150;

/** One more than needed, so that the sockets of a room belong to different people. */
export const peopleFor = ({ sockets }: Population): number => Math.ceil(sockets / SOCKETS_PER_PERSON) + 1;
