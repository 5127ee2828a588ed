import { MikroORM, type EntityManager, type EntitySchema, type Knex } from '@mikro-orm/postgresql';
import { unavailable } from '@parley/contracts/errors';
import pg from 'pg';
import type { Logger } from '../logger';
import type { Sql } from './sql';

/** One open transaction, for SQL and for MikroORM alike. */
export interface Transaction extends Sql {
  readonly em: EntityManager;
  /** Runs once the transaction is committed; never after a rollback. It must not throw. */
  afterCommit(callback: () => void): void;
}

/** The process's one pool of connections to PostgreSQL. A lost connection is replaced at its next use. */
export interface Database extends Sql {
  /** A fresh identity map, for reading. */
  em(): EntityManager;
  /** Commits when `work` resolves, rolls back when it rejects. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** A statement prepared once on each connection under `name`, and run in a transaction of its own. */
  prepared<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>;
  /** Statements sent since the start; what tests and metrics read. */
  readonly statements: number;
  close(): Promise<void>;
}

const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 ? Number : (pg.types.getTypeParser(oid, format as 'text') as (text: string) => unknown),
};

interface DatabaseOptions {
  url: string;
  poolSize: number;
  entities: EntitySchema[];
  log: Logger;
}

/** Connects at the first statement. Errors of a database that can't be reached are UNAVAILABLE. */
export async function openDatabase({ url, poolSize, entities, log }: DatabaseOptions): Promise<Database> {
  let statements = 0;
  const orm = await MikroORM.init({
    clientUrl: url,
    entities,
    discovery: { warnWhenNoEntities: false, disableDynamicFileAccess: true },
    pool: { min: 0, max: poolSize, idleTimeoutMillis: 60_000 },
    driverOptions: {
      connection: { application_name: 'parley', keepAlive: true, connectionTimeoutMillis: 5_000 },
      pool: {
        afterCreate(client: pg.Client, done: (error: Error | null) => void) {
          const query = client.query.bind(client) as (...args: unknown[]) => unknown;
          client.query = ((...args: unknown[]) => (statements++, query(...args))) as typeof client.query;
          done(null);
        },
      },
    },
    logger: (line) => log.debug(line),
    ensureDatabase: false,
    connect: false,
  });
  const knex = (orm.em as EntityManager).getKnex();

  const run = async <Row>(client: pg.Client, query: pg.QueryConfig): Promise<Row[]> => {
    try {
      return (await client.query({ ...query, types })).rows as Row[];
    } catch (error) {
      throw asUnavailable(error);
    }
  };

  async function withConnection<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = await acquire(knex);
    try {
      return await work(client);
    } finally {
      await knex.client.releaseConnection(client);
    }
  }

  return {
    get statements() {
      return statements;
    },
    em: () => orm.em.fork() as EntityManager,
    query: (text, values = []) => withConnection((client) => run(client, { text, values: [...values] })),
    prepared: (name, text, values) => withConnection((client) => run(client, { name, text, values: [...values] })),
    async transaction(work) {
      const callbacks: (() => void)[] = [];
      const result = await (orm.em.fork() as EntityManager)
        .transactional(async (em) => {
          const transaction = em.getTransactionContext<Knex.Transaction>()!;
          const client = await acquire(transaction);
          return work({
            em,
            query: (text, values = []) => run(client, { text, values: [...values] }),
            afterCommit: (callback) => callbacks.push(callback),
          });
        })
        .catch((error: unknown) => {
          throw asUnavailable(error);
        });
      for (const callback of callbacks) callback();
      return result;
    },
    close: () => orm.close(true),
  };
}

async function acquire(knex: Knex): Promise<pg.Client> {
  try {
    return (await knex.client.acquireConnection()) as pg.Client;
  } catch (error) {
    throw asUnavailable(error);
  }
}

/** Class 08 (connection), 57P0x (shutdown, crash, starting up), 53300 (too many connections), and the sockets' own errors. */
const UNREACHABLE = /^(08...|57P0[1-3]|53300|ECONN.*|ENOENT|EPIPE|ETIMEDOUT)$/;

/** What a database that went away throws becomes UNAVAILABLE; any other error stays as it is. */
function asUnavailable(error: unknown): unknown {
  const { code, message, name } = error as { code?: string; message?: string; name?: string };
  const lost =
    UNREACHABLE.test(code ?? '') ||
    name === 'KnexTimeoutError' ||
    /Connection terminated|not queryable|Client has encountered a connection error|timeout exceeded/i.test(message ?? '');
  return lost && (error as Error).name !== 'ParleyError' ? unavailable('The database cannot be reached', error) : error;
}
