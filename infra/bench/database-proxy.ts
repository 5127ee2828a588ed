import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface DatabaseProxy {
  /** URL to connect to instead of the database. */
  readonly url: string;
  close(): void;
}

/** What listens to one connection: to the bytes of the client, and to those of the server. */
export interface Tap {
  sent(piece: Buffer): void;
  received?(): void;
}

/** Stands between a server and its database, and lets `tap` listen to each connection. */
export async function databaseProxy(databaseUrl: string, tap: () => Tap): Promise<DatabaseProxy> {
  const database = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(Number(database.port), database.hostname);
    for (const socket of [client, server]) {
      sockets.add(socket.setNoDelay());
      socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket));
    }
    const { sent, received } = tap();
    client.on('data', sent);
    if (received) server.on('data', received);
    client.pipe(server).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = new URL(databaseUrl);
  url.port = String((proxy.address() as AddressInfo).port);
  return {
    url: url.href,
    close() {
      proxy.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
