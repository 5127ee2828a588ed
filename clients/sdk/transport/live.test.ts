import type { SessionState } from '../api.js';
import { ReadStateChangesDocument } from '../generated/graphql.js';
import type { Session } from '../session/session.js';
import { writable } from '../store.js';
import { createConnection, type Connection } from './connection.js';
import { createLive, type Live } from './live.js';

/** A socket as the browser's, to a server that takes the connection and never says a word. */
class UnansweredSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  static opened: UnansweredSocket[] = [];

  readyState = UnansweredSocket.CONNECTING;

  constructor() {
    UnansweredSocket.opened.push(this);
  }

  close(): void {
    this.readyState = UnansweredSocket.CLOSED;
  }
}

const session = {
  state: writable<SessionState>({ status: 'restoring' }),
  token: async () => 'a token',
  renewAt: () => undefined,
} as Partial<Session> as Session;

let connection: Connection;
let live: Live;

beforeEach(() => {
  jest.useFakeTimers();
  UnansweredSocket.opened = [];
  connection = createConnection();
  live = createLive({ url: 'http://chat.example', session, connection, webSocket: UnansweredSocket });
  live.listen(ReadStateChangesDocument, () => ({}), { next: () => undefined, error: () => undefined });
});
afterEach(() => jest.useRealTimers());

it('a socket that does not open is given up, and another takes its place', async () => {
  await jest.advanceTimersByTimeAsync(9_000);
  expect(connection.state.get().status).toBe('connecting');
  expect(UnansweredSocket.opened).toHaveLength(1);
  await jest.advanceTimersByTimeAsync(3_000);
  expect(UnansweredSocket.opened).toHaveLength(2);
  expect(UnansweredSocket.opened[0]!.readyState).toBe(UnansweredSocket.CLOSED);
  await live.close();
});

it('closing does not wait for a socket that does not open', async () => {
  await jest.advanceTimersByTimeAsync(1_000);
  await live.close();
  expect(UnansweredSocket.opened.map(({ readyState }) => readyState)).toEqual([UnansweredSocket.CLOSED]);
  expect(connection.state.get().status).toBe('idle');
});
