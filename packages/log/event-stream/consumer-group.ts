import { parseEntry, type Entry, type RawEntry } from '@parley/contracts/events';
import type { Database, Transaction } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { backoffMs } from '@parley/runtime/backoff';
import { describeFailure, failureOf, isTheirOwn, type Handle } from '@parley/ports/stream/attempt';
import { measureConsumer, type ConsumerMetrics } from '@parley/ports/stream/consumer-metrics';
import { postgresBacklog } from './backlog';
import { replayLetter } from './letters';

interface GroupOptions {
  database: Database;
  logger: Logger;
  metrics: Metrics;
  name: string;
  handle: Handle;
  concurrency: number;
  batch: number;
  tries: number;
  pauseMs: number;
  maxPauseMs: number;
}

/** One member of a consumer group. */
interface Group extends Pick<ConsumerMetrics, 'start' | 'stop'> {
  /** Gives the group its positions, unless it has them. */
  join(): Promise<void>;
  /** Works on all that there is. Answers in how many milliseconds what failed may be tried again. */
  round(isStopping: () => boolean): Promise<number>;
}

/**
 * How one partition fares in this process: fine (`failures` 0), or failing, not to be tried before `notBefore`
 * (milliseconds of the process's clock). What failed too often is handed over one by one, up to the offset `singlyTo`.
 */
interface Health {
  failures: number;
  notBefore: number;
  singlyTo: number;
}

interface Row extends Omit<RawEntry, 'type'> {
  partition: number;
  offset: number;
  /** Null for what log retention has taken in the meantime: it has an offset, and nothing to tell. */
  type: string | null;
}

interface Batch {
  readable: { row: Row; entry: Entry }[];
  /** What can't be handed over: a type or a version that this process does not know. */
  hopeless: { row: Row; error: unknown }[];
}

const JOIN = `insert into event_stream.position (consumer_group, partition)
  select $1, partition from event_stream.head on conflict do nothing`;

/** Stands for the dead letters that an operator wants to be tried again, among the partitions: after them. */
const LETTERS = -1;

const BEHIND = `select p.partition from event_stream.position p join event_stream.head h using (partition)
  where p.consumer_group = $1 and p."offset" < h."offset"
  union all select ${LETTERS} where exists (select from event_stream.dead_letter where consumer_group = $1 and again)
  order by partition desc`;

const CLAIM = `select partition, "offset" from event_stream.position
  where consumer_group = $1 and partition = any ($2::int[]) order by partition for update skip locked`;

const READ = `select r.partition, r."offset", r.stream, r.seq, e.type, e.version, e.at, e.actor, e.tenant, e.payload, e.trace,
    e.correlation_id as "correlationId", h.epoch
  from unnest($1::int[], $2::bigint[]) claimed(partition, "offset")
  cross join lateral (
    select r.partition, r."offset", r.stream, r.seq from event_stream.record r
    where r.partition = claimed.partition and r."offset" > claimed."offset"
    order by r."offset" limit $3) r
  left join log.entry e on e.stream = r.stream and e.seq = r.seq
  left join log.stream_head h on h.stream = r.stream
  order by r.partition, r."offset"`;

const MOVE = `update event_stream.position p set "offset" = moved."offset"
  from unnest($2::int[], $3::bigint[]) moved(partition, "offset")
  where p.consumer_group = $1 and p.partition = moved.partition`;

const BURY = `insert into event_stream.dead_letter (consumer_group, partition, "offset", stream, seq, error)
  values ($1, $2, $3, $4, $5, $6) on conflict do nothing`;

/**
 * A round handles the next batch of all partitions together: few entries cost as many statements as one. If the handler fails,
 * or a partition has more, it continues partition by partition.
 * Invariant: a partition is worked on by one member of the group at a time, the one that holds its position's row, and
 * the position moves in the transaction that holds it, after all entries up to it were handled or buried.
 */
export function createGroup({
  database,
  logger,
  metrics,
  name,
  handle,
  concurrency,
  batch,
  tries,
  ...pauses
}: GroupOptions): Group {
  const measured = measureConsumer(metrics, { group: name, backlog: postgresBacklog(database, name) });
  const health = new Map<number, Health>();
  const healthOf = (partition: number): Health => health.get(partition) ?? { failures: 0, notBefore: 0, singlyTo: 0 };
  /** Milliseconds until it may be tried again; 0 or less when it may. */
  const pauseOf = (partition: number) => healthOf(partition).notBefore - performance.now();

  async function bury(tx: Transaction, { row, error }: Batch['hopeless'][number]): Promise<void> {
    const { partition, offset, stream, seq, correlationId } = row;
    logger.error({ group: name, stream, seq, correlationId, err: error }, 'an entry went to the dead letters');
    await tx.query(BURY, [name, partition, offset, stream, seq, describeFailure(error)]);
  }

  /** Handles the next batch of these partitions, in one transaction. Returns those that may have more to do now. */
  async function turn(partitions: readonly number[]): Promise<number[]> {
    return database.transaction(async (tx) => {
      const positions = await tx.query<{ partition: number; offset: number }>(CLAIM, [name, partitions]);
      const limit = limitOf(positions);
      const claimed = [positions.map(({ partition }) => partition), positions.map(({ offset }) => offset)];
      const rows = positions.length > 0 ? await tx.query<Row>(READ, [...claimed, limit]) : [];
      const ends = endsOf(rows);
      if (ends.size === 0) return [];
      const { readable, hopeless } = sort(rows);
      const entries = readable.map(({ entry }) => entry);
      const error = await measured.handling(entries.length, () => failureOf(() => handle(entries)));
      if (error !== undefined) {
        // each partition is then tried alone
        if (ends.size > 1) return [...ends.keys()];
        const { partition, offset } = rows.at(-1)!;
        const poison = readable.length === 1 && isTheirOwn(error) && healthOf(partition).failures + 1 >= tries;
        if (!poison) return fail(partition, { error, upTo: offset });
        hopeless.push({ row: readable[0]!.row, error });
      }
      for (const letter of hopeless) await bury(tx, letter);
      await tx.query(MOVE, [name, [...ends.keys()], Array.from(ends.values(), ({ offset }) => offset)]);
      tx.afterCommit(() => measured.buried(hopeless.length));
      for (const [partition, { offset }] of ends) {
        const { singlyTo } = healthOf(partition);
        health.set(partition, { failures: 0, notBefore: 0, singlyTo: offset < singlyTo ? singlyTo : 0 });
      }
      return [...ends].filter(([, { rows: count }]) => count === limit).map(([partition]) => partition);
    });
  }

  /** Entries of each partition that are handled together. */
  function limitOf(positions: readonly { partition: number; offset: number }[]): number {
    const isSingly = positions.some(({ partition, offset }) => offset < healthOf(partition).singlyTo);
    return isSingly ? 1 : Math.ceil(batch / Math.max(1, positions.length));
  }

  /** Handles the next letter. Returns LETTERS if there may be more. */
  async function replay(): Promise<number[]> {
    const replayed = await database.transaction((tx) => replayLetter(tx, { group: name, handle }));
    if (!replayed) return [];
    const { error } = replayed;
    if (error === undefined) health.delete(LETTERS);
    else if (!isTheirOwn(error)) return fail(LETTERS, { error, upTo: 0 });
    else logger.error({ group: name, err: error }, 'an entry that was replayed went back to the dead letters');
    return [LETTERS];
  }

  function fail(partition: number, { error, upTo }: { error: unknown; upTo: number }): [] {
    const { failures: before, singlyTo } = healthOf(partition);
    const failures = before + 1;
    const narrow = failures >= tries && isTheirOwn(error);
    logger.warn({ group: name, partition, failures, err: error }, 'a consumer failed and will be tried again');
    health.set(partition, {
      failures: narrow ? 0 : failures,
      notBefore: performance.now() + backoffMs(failures, pauses),
      singlyTo: narrow ? Math.max(singlyTo, upTo) : singlyTo,
    });
    return [];
  }

  /** Handles a batch of all partitions that work. Returns the partitions that may have more to do now. */
  async function workTogether(due: readonly number[]): Promise<number[]> {
    const isSound = (partition: number) => {
      const { failures, singlyTo } = healthOf(partition);
      return partition !== LETTERS && failures === 0 && singlyTo === 0;
    };
    const sound = due.filter(isSound);
    return sound.length < 2 ? [...due] : [...due.filter((partition) => !isSound(partition)), ...(await turn(sound))];
  }

  /** Handles all that partitions have, one after the other. */
  async function work(partitions: number[], isStopping: () => boolean): Promise<void> {
    for (let partition = partitions.shift(); partition !== undefined; partition = partitions.shift()) {
      const next = () => (partition === LETTERS ? replay() : turn([partition]));
      while (!isStopping() && (await next()).length > 0);
    }
  }

  return {
    start: measured.start,
    stop: measured.stop,
    async join() {
      await database.query(JOIN, [name]);
    },
    async round(isStopping) {
      const behind = (await database.query<{ partition: number }>(BEHIND, [name])).map(({ partition }) => partition);
      const due = behind.filter((partition) => pauseOf(partition) <= 0);
      const left = await workTogether(due);
      const workers = await Promise.allSettled(Array.from({ length: concurrency }, () => work(left, isStopping)));
      for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
      return Math.max(0, Math.min(...behind.map(pauseOf).filter((pause) => pause > 0)));
    },
  };
}

/** The last of a partition's rows, and how many there are. */
interface End {
  offset: number;
  rows: number;
}

function endsOf(rows: readonly Row[]): Map<number, End> {
  const ends = new Map<number, End>();
  for (const { partition, offset } of rows) ends.set(partition, { offset, rows: (ends.get(partition)?.rows ?? 0) + 1 });
  return ends;
}

function sort(rows: readonly Row[]): Batch {
  const batch: Batch = { readable: [], hopeless: [] };
  for (const row of rows) {
    const { partition: _, offset: __, type, ...placed } = row;
    if (type === null) continue;
    try {
      batch.readable.push({ row, entry: parseEntry({ ...placed, type }) });
    } catch (error) {
      batch.hopeless.push({ row, error });
    }
  }
  return batch;
}
