import type { EntityManager } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { scopeOf } from './query-in-scope';
import { beginIn, isSame, type SessionScope } from './scope';

/** The parts of MikroORM's `UnitOfWork` that make its `commit`. */
interface Commit {
  commit(): Promise<void>;
  doCommit(): Promise<void>;
  postCommitCleanup(): void;
}

/** A connection as Knex uses it. */
interface Connection {
  query(config: pg.QueryConfig, callback: (error: Error | null, result: unknown) => void): void;
}

/** A connection on which Knex begins a transaction in a scope: its BEGIN also sets the scope, in the same message. */
export const beginning = (client: pg.Client, scope: SessionScope): Connection => ({
  query(config, callback) {
    const begins = config.text === 'BEGIN;' && !isSame(scopeOf(client), scope);
    (client as Connection).query(begins ? { text: beginIn(scope) } : config, callback);
  },
});

/**
 * Runs `work` in a transaction with entities on one connection, and writes these before it commits. It does what
 * `em.transactional` does, but without `AsyncLocalStorage`: from its first use on, every promise of the process would cost
 * more (Node 20 and 22).
 */
export async function transactional<T>(
  em: EntityManager,
  connection: Connection,
  work: (em: EntityManager) => Promise<T>,
): Promise<T> {
  flushOneByOne(em);
  const transaction = await em.getKnex().transaction(undefined, { connection });
  try {
    em.setTransactionContext(transaction);
    const result = await work(em);
    await em.flush();
    transaction.commit();
    await transaction.executionPromise;
    return result;
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}

/** MikroORM's `commit` detects a flush within a flush, which only its hooks could request: Parley has none. */
function flushOneByOne(em: EntityManager): void {
  const unit = em.getUnitOfWork(false) as unknown as Commit;
  let last = Promise.resolve();
  unit.commit = () => {
    const flushed = last.then(() => unit.doCommit()).finally(() => unit.postCommitCleanup());
    last = flushed.catch(() => undefined);
    return flushed;
  };
}
