import { once } from 'node:events';
import { until } from '@parley/testing/until';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, MessageType } from 'graphql-ws';
import WebSocket from 'ws';

export interface Message {
  id?: string;
  type: string;
  payload?: unknown;
}

/** A socket on which a test says what it likes. */
export interface RawSocket {
  socket: WebSocket;
  /** What has come, in order. */
  messages: Message[];
  readonly closed: Promise<{ code: number; reason: string }>;
  send(...messages: object[]): void;
  /** The first such message, once it has come. */
  message(type: string, id?: string): Promise<Message>;
  /** Resolves when the server has dealt with everything that was sent before. */
  settled(): Promise<void>;
}

export const socketUrl = (url: string): string => `${url.replace('http', 'ws')}/graphql`;

const sockets: WebSocket[] = [];

export const terminateSockets = (): void => sockets.splice(0).forEach((socket) => socket.terminate());

export async function rawSocket(url: string, options: WebSocket.ClientOptions = {}): Promise<RawSocket> {
  const socket = new WebSocket(socketUrl(url), GRAPHQL_TRANSPORT_WS_PROTOCOL, options);
  sockets.push(socket);
  const messages: Message[] = [];
  socket.on('message', (data) => messages.push(JSON.parse((data as Buffer).toString()) as Message));
  const closed = once(socket, 'close').then(([code, reason]) => ({ code: code as number, reason: String(reason) }));
  await once(socket, 'open');
  let pings = 0;
  const send = (...all: object[]) => all.forEach((message) => socket.send(JSON.stringify(message)));
  return {
    socket,
    messages,
    closed,
    send,
    message: (type, id) => until(() => messages.find((one) => one.type === type && one.id === id)),
    async settled() {
      const payload = { settled: ++pings };
      send({ type: MessageType.Ping, payload });
      await until(() => messages.some((one) => (one.payload as Partial<typeof payload>)?.settled === payload.settled));
    },
  };
}

export async function openSocket(url: string, token = 'ada'): Promise<RawSocket> {
  const raw = await rawSocket(url);
  raw.send(init({ token }));
  await raw.message(MessageType.ConnectionAck);
  return raw;
}

export const init = (payload?: object): Message => ({ type: MessageType.ConnectionInit, payload });

export const complete = (id: string): Message => ({ id, type: MessageType.Complete });

export const subscribe = (id: string, query = 'subscription { ticks { name } }', more: object = {}): Message => ({
  id,
  type: MessageType.Subscribe,
  payload: { query, ...more },
});
