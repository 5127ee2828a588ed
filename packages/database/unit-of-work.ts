import type { EntityManager, Knex } from '@mikro-orm/postgresql';

/** The parts of MikroORM's `UnitOfWork` that make its `commit`. */
interface Commit {
  commit(): Promise<void>;
  doCommit(): Promise<void>;
  postCommitCleanup(): void;
}

/**
 * Runs `work` in a transaction with entities, and writes these before it commits. It does what `em.transactional` does, but
 * without `AsyncLocalStorage`: from its first use on, every promise of the process would cost more (Node 20 and 22).
 */
export function transactional<T>(
  em: EntityManager,
  work: (em: EntityManager, transaction: Knex.Transaction) => Promise<T>,
): Promise<T> {
  flushOneByOne(em);
  return em.getConnection('write').transactional<T>(async (transaction: Knex.Transaction) => {
    em.setTransactionContext(transaction);
    const result = await work(em, transaction);
    await em.flush();
    return result;
  });
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
