import type { StreamId, TenantId } from '@parley/contracts/ids';
import type { Database, Transaction } from '@parley/database/database';
import type { Sql } from '@parley/database/sql';

/**
 * Locks the heads of streams until the end of the transaction. What is read of their members after this
 * stays true until then. Statements before it may have seen an older state.
 */
export async function lockStreams(tx: Transaction, streams: readonly StreamId[]): Promise<void> {
  await tx.query('select log.lock_streams($1::uuid[])', [streams]);
}

/**
 * Runs `work` in a transaction that has locked the streams. Those of this process that lock the same stream take turns before
 * they take a connection: however many changes of one conversation wait, those of others have connections.
 */
export const lockedTransaction = <T>(
  database: Database,
  streams: readonly StreamId[],
  work: (tx: Transaction) => Promise<T>,
): Promise<T> =>
  database.transaction(
    async (tx) => {
      await lockStreams(tx, streams);
      return work(tx);
    },
    { inTurn: streams },
  );

/** Closes the stream of a person: from then on nobody can add this person to a conversation. */
export async function closeStream(tx: Transaction, stream: StreamId): Promise<void> {
  await lockStreams(tx, [stream]);
  await tx.query('update log.stream_head set closed = true where stream = $1', [stream]);
}

/** Makes the head of a new stream. Its first entry will have position 1. */
export async function createStream(
  sql: Sql,
  { stream, tenant }: { stream: StreamId; tenant: TenantId },
): Promise<void> {
  await sql.query('insert into log.stream_head (stream, tenant) values ($1, $2)', [stream, tenant]);
}
