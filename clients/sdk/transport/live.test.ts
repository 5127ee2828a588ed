import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { until } from '@parley/testing/until';
import { WebSocket } from 'ws';
import type { SessionState } from '../api.js';
import { ReadStateChangesDocument } from '../generated/graphql.js';
import type { Session } from '../session/session.js';
import { writable } from '../store.js';
import { createConnection, type Connection } from './connection.js';
import { createLive, type Live } from './live.js';

const session = {
  state: writable<SessionState>({ status: 'restoring' }),
  token: async () => 'a token',
  renewAt: () => undefined,
} as Partial<Session> as Session;

describe('a server that takes connections and never says a word', () => {
  const taken: Socket[] = [];
  let server: Server;
  let connection: Connection;
  let live: Live;

  beforeEach(async () => {
    server = createServer((socket) => taken.push(socket.on('error', () => undefined).resume()));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    connection = createConnection();
  });
  afterEach(async () => {
    await live.close();
    for (const socket of taken.splice(0)) socket.destroy();
    server.close();
  });

  function listen(opensWithinMs: number): void {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    live = createLive({ url, session, connection, webSocket: WebSocket, opensWithinMs });
    live.listen(ReadStateChangesDocument, () => ({}), { next: () => undefined, error: () => undefined });
  }

  it('is given up, and tried again', async () => {
    listen(100);
    await until(() => taken.length === 2);
    expect(taken[0]!.destroyed).toBe(true);
    expect(connection.state.get()).toMatchObject({ status: 'connecting', offlineSince: expect.any(Number) });
  });

  it('holds up nobody who closes', async () => {
    listen(60_000);
    await until(() => taken.length === 1);
    await live.close();
    expect(connection.state.get().status).toBe('idle');
    await until(() => taken[0]!.destroyed);
  });
});
