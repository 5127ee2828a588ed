import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { forbidden } from '@parley/contracts/errors';
import pg from 'pg';
import { asUnavailable } from './unreachable';

/** The error of connecting to a server that accepts connections, and never says anything. */
async function errorOfSilence(): Promise<unknown> {
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = new pg.Client({ host: '127.0.0.1', port, connectionTimeoutMillis: 50 });
    return await client.connect().then(
      () => undefined,
      (error: unknown) => error,
    );
  } finally {
    server.close();
  }
}

it('says UNAVAILABLE of a server that accepts a connection and does not answer', async () => {
  expect(asUnavailable(await errorOfSilence())).toMatchObject({ code: 'UNAVAILABLE' });
});

it.each([
  [{ code: '57P03', message: 'the database system is starting up' }, 'UNAVAILABLE'],
  [{ code: '53300', message: 'sorry, too many clients already' }, 'UNAVAILABLE'],
  [{ name: 'KnexTimeoutError', message: 'Knex: Timeout acquiring a connection.' }, 'UNAVAILABLE'],
  [{ code: '23505', message: 'duplicate key' }, '23505'],
  [forbidden('No'), 'FORBIDDEN'],
])('leaves other errors as they are: %j', (error, code) => {
  expect(asUnavailable(error)).toMatchObject({ code });
});
