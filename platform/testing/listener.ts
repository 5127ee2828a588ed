import { GRAPHQL_TRANSPORT_WS_PROTOCOL, MessageType } from 'graphql-ws';
import { WebSocket } from 'ws';

/** A socket with one subscription to a conversation, which notes the positions that come and nothing else: there may be hundreds. */
export interface Listener {
  readonly socket: WebSocket;
  /** Of all events so far, in the order in which they came. */
  readonly seqs: readonly number[];
  /** Of those that came with errors: their codes. */
  readonly incomplete: ReadonlyMap<number, readonly string[]>;
  /** Codes of the errors that the subscription ended with. */
  readonly over: readonly string[] | undefined;
  /** The code that the socket was closed with. */
  readonly closed: number | undefined;
  /** Breaks off, as a network does. */
  drop(): void;
}

const EVENTS = `subscription ($id: ID!, $after: Seq!) {
  conversationEvents(conversationId: $id, after: $after) { seq ... on MessageCreated { message { text } } }
}`;
const POSITION = /^\{"id":"1","type":"next","payload":\{"data":\{"conversationEvents":\{"seq":(\d+)/;
/** Of a frame: what the position is in. */
const HEAD_BYTES = 120;

interface Said {
  type: string;
  payload?: unknown;
}

interface Incomplete {
  errors: Coded[];
  extensions: { seq: number };
}

interface Coded {
  extensions: { code: string };
}

const codesOf = (errors: readonly Coded[]): string[] => errors.map(({ extensions }) => extensions.code);

/** Listens to a conversation from the position `after` on. */
export function listen(url: string, token: string, variables: { id: string; after: number }): Listener {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, GRAPHQL_TRANSPORT_WS_PROTOCOL);
  const seqs: number[] = [];
  const incomplete = new Map<number, string[]>();
  const end: { over?: string[]; closed?: number } = {};
  const say = (message: object) => socket.send(JSON.stringify(message));

  function hear({ type, payload }: Said): void {
    if (type === (MessageType.ConnectionAck as string))
      say({ id: '1', type: MessageType.Subscribe, payload: { query: EVENTS, variables } });
    else if (type === (MessageType.Error as string)) end.over = codesOf(payload as Coded[]);
    else if (type === (MessageType.Next as string)) hearIncomplete(payload as Incomplete);
  }

  function hearIncomplete({ errors, extensions: { seq } }: Incomplete): void {
    seqs.push(seq);
    incomplete.set(seq, codesOf(errors));
  }

  socket.on('open', () => say({ type: MessageType.ConnectionInit, payload: { token } }));
  socket.on('message', (data: Buffer) => {
    const [, seq] = POSITION.exec(data.toString('latin1', 0, HEAD_BYTES)) ?? [];
    if (seq === undefined) hear(JSON.parse(data.toString()) as Said);
    else seqs.push(Number(seq));
  });
  socket.on('close', (code) => (end.closed = code));
  socket.on('error', () => undefined);
  return {
    socket,
    seqs,
    incomplete,
    get over() {
      return end.over;
    },
    get closed() {
      return end.closed;
    },
    drop() {
      socket.removeAllListeners('message');
      socket.terminate();
    },
  };
}

export const numbers = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => first + n);
