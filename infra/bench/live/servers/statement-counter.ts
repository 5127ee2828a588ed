import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A proxy between a server and its database that counts statements. */
export interface StatementCounter {
  /** URL to connect to instead of the database. */
  readonly url: string;
  /** Statements that were executed through it. */
  count(): number;
  close(): void;
}

export async function countStatements(databaseUrl: string): Promise<StatementCounter> {
  const database = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let statements = 0;
  const proxy = createServer((client) => {
    const server = connect(Number(database.port), database.hostname);
    const count = messageCounter(() => statements++);
    for (const socket of [client, server]) {
      sockets.add(socket.setNoDelay());
      socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket));
    }
    client.on('data', count);
    client.pipe(server).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = new URL(databaseUrl);
  url.port = String((proxy.address() as AddressInfo).port);
  return {
    url: url.href,
    count: () => statements,
    close() {
      proxy.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const QUERY = 'Q'.charCodeAt(0);
const EXECUTE = 'E'.charCodeAt(0);

/**
 * Reads the client's messages of PostgreSQL's protocol (its manual, chapter 54). The first message has a length and no type; all
 * others have a type of one byte before the length. The length includes itself. `Query` and `Execute` run a statement.
 */
export function messageCounter(counted: () => void): (piece: Buffer) => void {
  let typed = false;
  let type = 0;
  let length = 0;
  let headerSeen = 0;
  let skip = 0;
  return (piece) => {
    for (let at = 0; at < piece.length;) {
      const skipped = Math.min(skip, piece.length - at);
      skip -= skipped;
      at += skipped;
      if (at === piece.length) return;
      const byte = piece[at++]!;
      if (typed && headerSeen === 0) type = byte;
      else length = length * 256 + byte;
      if (++headerSeen < (typed ? 5 : 4)) continue;
      if (type === QUERY || type === EXECUTE) counted();
      skip = length - 4;
      typed = true;
      type = length = headerSeen = 0;
    }
  };
}
