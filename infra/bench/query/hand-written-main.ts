import fastify from 'fastify';
import pg from 'pg';
import { serveParent } from '../live/processes/child';
import { runAgain, type RecordedOperation } from './recorded-statements';

interface Options {
  databaseUrl: string;
  operations: RecordedOperation[];
}

const POOL_SIZE = 10;

/**
 * The hand-written way to serve queries, as the child of a benchmark: for each operation `POST /NAME` runs the same SQL and
 * sends the same bytes. It has no sign-in, no authorization and no validation.
 */
export interface HandWrittenApi {
  /** Gives the port. */
  start(options: Options): Promise<number>;
}

serveParent<HandWrittenApi>({
  async start({ databaseUrl, operations }) {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: POOL_SIZE });
    const app = fastify();
    for (const operation of operations)
      app.post(`/${operation.name}`, async (_, reply) => {
        await runAgain(pool, operation);
        return reply.type('application/json; charset=utf-8').send(JSON.stringify(operation.result));
      });
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    return Number(new URL(address).port);
  },
});
