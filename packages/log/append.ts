import { eventOfType, versionOf, type Entry, type NewEntry } from '@parley/contracts/events';
import type { Transaction } from '@parley/database/database';
import type { RequestContext } from '@parley/runtime/request';
import type { Commits } from './commits';

const APPEND = `select n, stream, tenant, epoch, seq, messages, at
  from log.append($1::uuid[], $2::text[], null, $4::uuid[], $5::jsonb[], $6::boolean[], $7::text[], $8::text[], $3::int[])`;

/** Where `log.append` put an entry. */
export type Placed = Pick<Entry, 'stream' | 'tenant' | 'epoch' | 'seq' | 'at'> & { n: number; messages: number };

/** `commits` notifies listeners. Entries store the trace context and the correlation id of `request`, which caused them. */
export interface Appending {
  commits: Commits;
  request?: Pick<RequestContext, 'traceparent' | 'correlationId'>;
}

/**
 * The one way into the log: writes entries in the transaction of the change that they record. It locks the heads of
 * their streams, in stream order, until the commit, so positions have no gaps and are in commit order.
 * After the commit it announces them to `commits`. Errors: for a stream that does not exist.
 */
export async function append(
  tx: Transaction,
  { commits, request }: Appending,
  entries: readonly NewEntry[],
): Promise<Entry[]> {
  if (entries.length === 0) return [];
  const cause = { trace: request?.traceparent ?? null, correlationId: request?.correlationId ?? null };
  const placed = await tx.query<Placed>(APPEND, [
    entries.map(({ stream }) => stream),
    entries.map(({ type }) => type),
    entries.map(({ type }) => versionOf(type)),
    entries.map(({ actor }) => actor),
    entries.map(({ payload }) => JSON.stringify(payload)),
    entries.map(({ type }) => eventOfType(type).counted ?? false),
    entries.map(() => cause.trace),
    entries.map(() => cause.correlationId),
  ]);
  const appended = placed.map(({ n, stream, tenant, epoch, seq, at }): Entry => {
    const entry = entries[n - 1]!;
    return { ...entry, stream, tenant, epoch, seq, at, version: versionOf(entry.type), ...cause };
  });
  tx.afterCommit(() => commits.announce(appended.map((entry) => ({ entry }))));
  return appended;
}
