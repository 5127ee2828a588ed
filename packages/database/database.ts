import { MikroORM, type EntityManager, type EntitySchema, type Knex } from '@mikro-orm/postgresql';
import type { TenantId } from '@parley/contracts/ids';
import type pg from 'pg';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { measureQueue } from '@parley/runtime/metrics/bounded';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { unavailable } from '@parley/contracts/errors';
import { callAll } from '@parley/runtime/call-all';
import { createSequences, type Place } from '@parley/runtime/sequence';
import { measurePool } from './pool-metrics';
import { queryInScope } from './query-in-scope';
import { sessionScope, SYSTEM, type SessionScope } from './scope';
import { queryConfig, type Prepared, type Sql } from './sql';
import { types } from './types';
import { beginning, transactional } from './unit-of-work';
import { asUnavailable } from './unreachable';

/**
 * Rows as entities of one transaction: those that a command loads, makes and changes. MikroORM writes them at `flush`, and
 * else before the commit. What goes past its unit of work, as queries and statements do, is left out: that is SQL's.
 */
export type UnitOfWork = Pick<
  EntityManager,
  'find' | 'findOne' | 'findOneOrFail' | 'create' | 'assign' | 'remove' | 'flush'
>;

/** One open transaction, for SQL and for entities. */
export interface Transaction extends Sql {
  readonly em: UnitOfWork;
  /** Runs once the transaction is committed; never after a rollback. It must not throw. */
  afterCommit(callback: () => void): void;
}

/** The process's one pool of connections to PostgreSQL. A lost connection is replaced at its next use. */
export interface Databases {
  /**
   * For the work of tenants: PostgreSQL shows it their rows only, and refuses to write others. Without a tenant it sees rows
   * of nobody. Errors: for what is no UUID.
   */
  of(...tenants: readonly TenantId[]): Database;
  /** For work on all tenants, by the processes and commands themselves: nothing but the statements says whose rows it reads. */
  readonly system: Database;
  /** Statements sent since the start; what tests and metrics read. */
  readonly statements: number;
  close(): Promise<void>;
}

/** The pool in one scope: for one tenant, several, or all. */
export interface Database extends Sql, Databases {
  /**
   * Commits when `work` resolves, rolls back when it rejects. Transactions of this process that name the same key in `inTurn`
   * run one after the other: those that would wait for each other's locks anyway then wait without a connection. Errors:
   * UNAVAILABLE, also where too many wait.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: { inTurn?: readonly string[] }): Promise<T>;
}

/** As MikroORM maps them. */
export type Entities = readonly EntitySchema[];

/** Milliseconds after which PostgreSQL ends what takes so long, as its settings of these names say; 0: never. */
export interface DatabaseTimeouts {
  /** A statement. */
  statementMs: number;
  /** Waiting for one lock. */
  lockMs: number;
  /** A transaction in which nothing is done. */
  idleInTransactionMs: number;
}

/** The most transactions that wait for their turn. */
const MAX_WAITING = 10_000;

interface DatabaseOptions {
  url: string;
  poolSize: number;
  /** Without them, statements may take as long as they do: what commands of operators run. */
  timeouts?: DatabaseTimeouts;
  entities: Entities;
  logger: Logger;
  metrics?: Metrics;
}

/** Connects at the first statement. Errors of a database that can't be reached are UNAVAILABLE. */
export async function openDatabase({
  url,
  poolSize,
  timeouts,
  entities,
  logger,
  metrics = createMetrics(),
}: DatabaseOptions): Promise<Databases> {
  let statements = 0;
  const orm = await MikroORM.init({
    clientUrl: url,
    entities: [...entities],
    discovery: { warnWhenNoEntities: false, disableDynamicFileAccess: true },
    pool: { min: 0, max: poolSize, idleTimeoutMillis: 60_000 },
    driverOptions: {
      connection: {
        application_name: 'parley',
        keepAlive: true,
        connectionTimeoutMillis: 5_000,
        ...(timeouts && {
          statement_timeout: timeouts.statementMs,
          lock_timeout: timeouts.lockMs,
          idle_in_transaction_session_timeout: timeouts.idleInTransactionMs,
        }),
      },
    },
    logger: (line) => logger.debug(line),
    ensureDatabase: false,
    connect: false,
  });
  const knex = orm.em.getKnex();
  // those of MikroORM, `begin` and `commit` among them; `run` counts its own
  knex.on('query', () => statements++);
  const turns = createSequences();
  const stopReading = callAll(
    measurePool(metrics, { pool: clientOf(knex).pool!, poolSize, statements: () => statements }),
    measureQueue(metrics, { name: 'transactions', entries: () => turns.places, maxEntries: MAX_WAITING }),
  );

  const run = async <Row>(rows: () => Promise<pg.QueryResult>): Promise<Row[]> => {
    statements++;
    try {
      return (await rows()).rows as Row[];
    } catch (error) {
      throw asUnavailable(error);
    }
  };

  async function withConnection<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = await acquire(knex);
    try {
      return await work(client);
    } finally {
      await clientOf(knex).releaseConnection(client);
    }
  }

  async function transaction<T>(scope: SessionScope, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const callbacks: (() => void)[] = [];
    const inTransaction = (client: pg.Client) =>
      transactional(orm.em.fork(), beginning(client, scope), (em) =>
        work({
          em,
          query: (statement, values) => run(() => client.query(configOf(statement, values))),
          afterCommit: (callback) => callbacks.push(callback),
        }),
      );
    const result = await withConnection(inTransaction).catch((error: unknown) => {
      throw asUnavailable(error);
    });
    for (const callback of callbacks) callback();
    return result;
  }

  const inScope = (scope: SessionScope): Database => ({
    query: (statement, values) =>
      withConnection((client) => run(() => queryInScope(client, scope, configOf(statement, values)))),
    transaction: (work, { inTurn = [] } = {}) => afterOthers(inTurn, () => transaction(scope, work)),
    of: (...tenants) => inScope(sessionScope(tenants)),
    get system() {
      return system;
    },
    get statements() {
      return statements;
    },
    async close() {
      stopReading();
      await orm.close(true);
    },
  });
  const system = inScope(SYSTEM);
  return system;

  /** Places in all sequences are taken at once, so that no two wait for each other. */
  async function afterOthers<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    if (turns.places >= MAX_WAITING) throw unavailable('Too many changes are waiting');
    const places: Place[] = [...new Set(keys)].map((key) => turns.take(key));
    try {
      for (const { turn } of places) await turn;
      return await work();
    } finally {
      for (const place of places) place.leave();
    }
  }
}

const configOf = (statement: string | Prepared, values?: readonly unknown[]): pg.QueryConfig => ({
  ...queryConfig(statement, values),
  types,
});

const clientOf = (knex: Knex): Knex.Client => knex.client as Knex.Client;

async function acquire(knex: Knex): Promise<pg.Client> {
  try {
    return (await clientOf(knex).acquireConnection()) as pg.Client;
  } catch (error) {
    throw asUnavailable(error);
  }
}
