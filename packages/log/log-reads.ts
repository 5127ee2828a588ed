import type { StreamId, TenantId } from '@parley/contracts/ids';
import { reaches, type Position } from '@parley/contracts/position';
import type { ScopedSql, Sql } from '@parley/database/sql';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { createCooldown } from './cooldown';

interface Positioned<Stream extends StreamId> {
  /** Where the logs of the streams were, in the same snapshot: nothing that was read with it is older. */
  positions: ReadonlyMap<Stream, Position>;
}

export interface Reading<Stream extends StreamId, Result extends Positioned<Stream>> {
  /** Reads by one statement. The result must depend only on what changes with an entry in one of these logs. */
  read(sql: Sql): Promise<Result>;
  /** Whether the result has everything that was requested: a new row may not be on the replica yet. */
  isComplete(result: Result): boolean;
  /** Where the logs of the streams are on the primary, as read during this request; without those that its viewer may not read. */
  positions(streams: readonly Stream[]): Promise<ReadonlyMap<Stream, Position>>;
  /** The same, read now. */
  currentPositions(streams: readonly Stream[]): Promise<ReadonlyMap<Stream, Position>>;
}

/** Reads what logs determine: from a replica if it will do, else from the primary. */
export interface LogReads {
  readonly primary: Sql;
  /** The same reads for the work of tenants, as `Databases.of`. */
  of(...tenants: readonly TenantId[]): LogReads;
  /**
   * The replica's result is good if its positions are
   * - not before the primary's at the time of the request, so that it misses nothing that was committed before, and
   * - not beyond the primary's now, for a viewer who may still read it.
   *
   * Otherwise, and if the replica fails, it reads the primary. Errors: those of the primary.
   */
  read<Stream extends StreamId, Result extends Positioned<Stream>>(reading: Reading<Stream, Result>): Promise<Result>;
}

interface LogReadsOptions {
  primary: ScopedSql;
  replica?: ScopedSql;
  logger?: Logger;
  metrics?: Metrics;
  now?: () => number;
}

/** Milliseconds of the first pause, which doubles up to `MAX_PAUSE_MS`. */
const BEHIND_MS = 10;
const FAILED_MS = 1_000;
const MAX_PAUSE_MS = 5_000;

export function createLogReads({
  primary,
  replica,
  logger,
  metrics = createMetrics(),
  now = () => performance.now(),
}: LogReadsOptions): LogReads {
  const cooldown = createCooldown({ maxMs: MAX_PAUSE_MS, now });
  const reads = metrics.counter({
    name: 'parley_replica_reads_total',
    help: 'Reads for the replica; outcome: done, or why the primary served it: behind, ahead, failed, or in cooldown after a failure',
    labels: ['outcome'],
  });

  async function readReplica<Stream extends StreamId, Result extends Positioned<Stream>>(
    sql: Sql,
    reading: Reading<Stream, Result>,
  ): Promise<Result | undefined> {
    const result = await reading.read(sql).catch((error: unknown) => {
      if (cooldown.failed(FAILED_MS)) logger?.warn({ err: error }, 'the replica failed: reading from the primary');
      reads.add(1, { outcome: 'failed' });
    });
    if (!result) return undefined;
    const outcome = reading.isComplete(result) ? await compare(result, reading) : 'behind';
    if (outcome === 'behind') cooldown.failed(BEHIND_MS);
    else cooldown.succeeded();
    reads.add(1, { outcome });
    return outcome === 'done' ? result : undefined;
  }

  const readsFrom = (first: Sql, second: Sql | undefined): LogReads => ({
    primary: first,
    of: (...tenants) => readsFrom(primary.of(...tenants), replica?.of(...tenants)),
    async read(reading) {
      if (!second) return reading.read(first);
      if (cooldown.tryCall()) return (await readReplica(second, reading)) ?? reading.read(first);
      reads.add(1, { outcome: 'cooldown' });
      return reading.read(first);
    },
  });
  return readsFrom(primary, replica);
}

/** Compares a snapshot with the primary. Logs that the viewer may not read don't count. */
async function compare<Stream extends StreamId>(
  { positions }: Positioned<Stream>,
  primary: Pick<Reading<Stream, Positioned<Stream>>, 'positions' | 'currentPositions'>,
): Promise<'done' | 'behind' | 'ahead'> {
  const least = await primary.positions([...positions.keys()]);
  const readable = [...positions].filter(([stream]) => least.has(stream));
  if (!readable.every(([stream, position]) => reaches(position, least.get(stream)!))) return 'behind';
  const moved = readable.filter(([stream, { seq }]) => seq > least.get(stream)!.seq);
  if (moved.length === 0) return 'done';
  const most = await primary.currentPositions(moved.map(([stream]) => stream));
  return moved.every(([stream, position]) => reaches(most.get(stream), position)) ? 'done' : 'ahead';
}
