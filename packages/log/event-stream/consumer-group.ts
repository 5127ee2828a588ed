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
  /** Works on all that there is. Returns in how many milliseconds what failed may be tried again. */
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
  /** Entries of a type or a version that this process does not know. */
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

/** The transaction waits for the handler, who may take longer than other transactions may be idle. */
const CLAIM = `select "offset", set_config('idle_in_transaction_session_timeout', '0', true) from event_stream.position where consumer_group = $1 and partition = $2 for update skip locked`;

const READ = `select r.partition, r."offset", r.stream, r.seq, e.type, e.version, e.at, e.actor, e.tenant, e.payload, e.trace,
    e.correlation_id as "correlationId", h.epoch
  from event_stream.record r
  left join log.entry e on e.stream = r.stream and e.seq = r.seq
  left join log.stream_head h on h.stream = r.stream
  where r.partition = $1 and r."offset" > $2 order by r."offset" limit $3`;

const MOVE = `update event_stream.position set "offset" = $3 where consumer_group = $1 and partition = $2`;

const BURY = `insert into event_stream.dead_letter (consumer_group, partition, "offset", stream, seq, error)
  values ($1, $2, $3, $4, $5, $6) on conflict do nothing`;

/**
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

  /** The next batch of a partition. Returns whether there may be more that can be worked on now. */
  async function turn(partition: number): Promise<boolean> {
    if (partition === LETTERS) return replay();
    return database.transaction(async (tx) => {
      const [position] = await tx.query<{ offset: number }>(CLAIM, [name, partition]);
      if (!position) return false;
      const { singlyTo, failures } = healthOf(partition);
      const limit = position.offset < singlyTo ? 1 : batch;
      const rows = await tx.query<Row>(READ, [partition, position.offset, limit]);
      const last = rows.at(-1);
      if (!last) return false;
      const { readable, hopeless } = sort(rows);
      const entries = readable.map(({ entry }) => entry);
      const error = await measured.handling(entries.length, () => failureOf(() => handle(entries)));
      if (error !== undefined) {
        const poison = readable.length === 1 && isTheirOwn(error) && failures + 1 >= tries;
        if (!poison) return fail(partition, { error, upTo: last.offset });
        hopeless.push({ row: readable[0]!.row, error });
      }
      for (const letter of hopeless) await bury(tx, letter);
      await tx.query(MOVE, [name, partition, last.offset]);
      tx.afterCommit(() => measured.buried(hopeless.length));
      health.set(partition, { failures: 0, notBefore: 0, singlyTo });
      return rows.length === limit;
    });
  }

  /** The next letter. Returns whether there may be more. */
  async function replay(): Promise<boolean> {
    const replayed = await database.transaction((tx) => replayLetter(tx, { group: name, handle }));
    if (!replayed) return false;
    const { error } = replayed;
    if (error === undefined) health.delete(LETTERS);
    else if (!isTheirOwn(error)) return fail(LETTERS, { error, upTo: 0 });
    else logger.error({ group: name, err: error }, 'an entry that was replayed went back to the dead letters');
    return true;
  }

  function fail(partition: number, { error, upTo }: { error: unknown; upTo: number }): false {
    const { failures: before, singlyTo } = healthOf(partition);
    const failures = before + 1;
    const narrow = failures >= tries && isTheirOwn(error);
    logger.warn({ group: name, partition, failures, err: error }, 'a consumer failed and will be tried again');
    health.set(partition, {
      failures: narrow ? 0 : failures,
      notBefore: performance.now() + backoffMs(failures, pauses),
      singlyTo: narrow ? Math.max(singlyTo, upTo) : singlyTo,
    });
    return false;
  }

  async function work(partitions: number[], isStopping: () => boolean): Promise<void> {
    for (let partition = partitions.shift(); partition !== undefined; partition = partitions.shift())
      while (!isStopping() && (await turn(partition)));
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
      const workers = await Promise.allSettled(Array.from({ length: concurrency }, () => work(due, isStopping)));
      for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
      return Math.max(0, Math.min(...behind.map(pauseOf).filter((pause) => pause > 0)));
    },
  };
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
