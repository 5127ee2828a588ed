import type { StreamId } from '@parley/contracts/ids';
import type { Sql } from '@parley/database/sql';
import type { Logger } from '@parley/runtime/logger';
import { createMetrics, type Metrics } from '@parley/runtime/metrics/metrics';
import type { Head } from './read';
import { createRest } from './rest';

/** A position of a log. */
export type At = Pick<Head, 'seq' | 'epoch'>;

export interface Reading<Stream extends StreamId, Found extends { heads: ReadonlyMap<Stream, At> }> {
  /**
   * Reads by one statement, and with it, by the same snapshot, where the logs of the streams are that what it finds is of:
   * nothing of it is older than that. It must depend on nothing that changes without an entry in one of these logs.
   */
  from(sql: Sql): Promise<Found>;
  /** Whether all that was asked for was there: what is new may not be on the replica yet. */
  isWhole(found: Found): boolean;
  /**
   * Where the primary has these logs, as it tells whoever asks: nothing of those that they may not read. It was asked since
   * they asked; `again`: it is asked now.
   */
  at(streams: readonly Stream[], again: boolean): Promise<ReadonlyMap<Stream, At>>;
}

/** Reads what logs determine: from a replica where there is one that will do, and from the primary. */
export interface LogReads {
  readonly primary: Sql;
  /**
   * What is found on the replica is good if it is of positions that the primary told: no less than it told when this was
   * asked, so that nobody misses what was committed before, and no more than it tells since, to somebody who may still read
   * it. Otherwise, and where the replica fails, the primary is read. Errors: those of the primary.
   */
  read<Stream extends StreamId, Found extends { heads: ReadonlyMap<Stream, At> }>(
    reading: Reading<Stream, Found>,
  ): Promise<Found>;
}

interface LogReadsOptions {
  primary: Sql;
  replica?: Sql;
  log?: Logger;
  metrics?: Metrics;
  now?: () => number;
}

/** Milliseconds that the replica is first left alone for; then twice as long each time, up to `MOST_MS`. */
const BEHIND_MS = 10;
const FAILED_MS = 1_000;
const MOST_MS = 5_000;

export function createLogReads({
  primary,
  replica,
  log,
  metrics = createMetrics(),
  now = () => performance.now(),
}: LogReadsOptions): LogReads {
  const rest = createRest({ mostMs: MOST_MS, now });
  const reads = metrics.counter({
    name: 'parley_replica_reads_total',
    help: 'Reads for the replica; outcome: done, or why the primary served it: behind, ahead, failed, or resting after a failure',
    labels: ['outcome'],
  });

  async function onReplica<Stream extends StreamId, Found extends { heads: ReadonlyMap<Stream, At> }>(
    sql: Sql,
    { from, isWhole, at }: Reading<Stream, Found>,
  ): Promise<Found | undefined> {
    const found = await from(sql).catch((error: unknown) => {
      if (rest.begins(FAILED_MS)) log?.warn({ err: error }, 'the replica does not answer: the primary is asked');
      reads.add(1, { outcome: 'failed' });
    });
    if (!found) return undefined;
    const outcome = isWhole(found) ? await compare(found.heads, at) : 'behind';
    if (outcome === 'behind') rest.begins(BEHIND_MS);
    else rest.ended();
    reads.add(1, { outcome });
    return outcome === 'done' ? found : undefined;
  }

  return {
    primary,
    async read(reading) {
      if (!replica) return reading.from(primary);
      if (rest.isOver()) return (await onReplica(replica, reading)) ?? reading.from(primary);
      reads.add(1, { outcome: 'resting' });
      return reading.from(primary);
    },
  };
}

/** How a snapshot stands to what the primary tells. A log that whoever asks may not read is none of theirs. */
async function compare<Stream extends StreamId>(
  heads: ReadonlyMap<Stream, At>,
  at: Reading<Stream, { heads: ReadonlyMap<Stream, At> }>['at'],
): Promise<'done' | 'behind' | 'ahead'> {
  const least = await at([...heads.keys()], false);
  const readable = [...heads].filter(([stream]) => least.has(stream));
  if (!readable.every(([stream, head]) => reaches(head, least.get(stream)!))) return 'behind';
  const moved = readable.filter(([stream, { seq }]) => seq > least.get(stream)!.seq);
  if (moved.length === 0) return 'done';
  const most = await at(
    moved.map(([stream]) => stream),
    true,
  );
  return moved.every(([stream, head]) => reaches(most.get(stream), head)) ? 'done' : 'ahead';
}

const reaches = (head: At | undefined, other: At): boolean => head?.epoch === other.epoch && head.seq >= other.seq;
