import fastify from 'fastify';
import pg from 'pg';
import { answerParent } from '../live/processes/child';
import type { Statement } from './statement-recorder';

/** The hand-written way to serve a query: a route that runs the same SQL, and sends the same bytes. */
export interface HandWrittenRoute {
  path: string;
  /** Of each wave, the statements run at the same time. */
  waves: Statement[][];
  result: unknown;
}

interface Options {
  databaseUrl: string;
  routes: HandWrittenRoute[];
}

const POOL_SIZE = 10;

/** As the child of a benchmark. It has no sign-in, no authorization and no validation. */
export interface HandWrittenApi {
  /** Gives the port. */
  start(options: Options): Promise<number>;
}

answerParent<HandWrittenApi>({
  async start({ databaseUrl, routes }) {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: POOL_SIZE });
    const app = fastify();
    for (const { path, waves, result } of routes)
      app.post(path, async (_, reply) => {
        for (const wave of waves)
          await Promise.all(wave.map(({ text, values }) => pool.query(text, values as unknown[])));
        return reply.type('application/json; charset=utf-8').send(JSON.stringify(result));
      });
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    return Number(new URL(address).port);
  },
});
