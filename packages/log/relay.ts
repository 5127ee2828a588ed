import { parseEntry, type Entry, type RawEntry } from '@parley/contracts/events';
import type { EventStream } from '@parley/ports/stream/event-stream';
import type { Database, Transaction } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { backoffMs } from '@parley/runtime/backoff';
import { createPoller } from '@parley/runtime/poller';
import type { Service } from '@parley/runtime/service';
import type { Commits } from './commits';
import { measureRelay } from './relay-metrics';

interface RelayOptions {
  database: Database;
  stream: EventStream;
  commits: Commits;
  logger: Logger;
  metrics?: Metrics;
  /** Milliseconds between two polls for entries of other processes. */
  pollMs?: number;
  /** Shards that it works on in parallel. Each holds a connection while it publishes. */
  concurrency?: number;
  /** The most entries that it publishes together. */
  batch?: number;
  /** Pause of a shard after its first failure, and the longest pause (milliseconds). */
  pauseMs?: number;
  maxPauseMs?: number;
}

/** The state of one shard in this process. */
interface Shard {
  failures: number;
  /** Do not retry before this time (milliseconds of the process's clock). */
  notBefore: number;
  /** The last stream of the previous batch. The next batch starts after it, so that a busy stream does not hold up others. */
  after: string;
}

interface Pointer extends Omit<RawEntry, 'type'> {
  shard: number;
  /** Null where the log does not have the entry. */
  type: string | null;
}

/** As many as `log.shard_of` has. */
const SHARDS = Array.from({ length: 16 }, (_, shard) => shard);

const WAITING = `select shard from unnest($1::int[]) shard
  where exists (select from log.outbox o where o.shard = shard.shard)`;

/** The first key of the shards' advisory locks: any number that nothing else uses. */
const LOCKS = 7_037_803;

const CLAIM = `select shard from unnest($1::int[]) shard where pg_try_advisory_xact_lock(${LOCKS}, shard)`;

const READ = `select o.shard, o.stream, o.seq, e.type, e.version, e.at, e.actor, e.tenant, e.payload, e.trace,
    e.correlation_id as "correlationId", h.epoch
  from unnest($1::int[], $2::uuid[]) claimed(shard, after)
  cross join lateral (
    select o.shard, o.stream, o.seq from log.outbox o
    where o.shard = claimed.shard and o.stream > claimed.after
    order by o.stream, o.seq limit $3) o
  left join log.entry e on e.stream = o.stream and e.seq = o.seq
  left join log.stream_head h on h.stream = o.stream
  order by o.shard, o.stream, o.seq`;

const DELETE = `delete from log.outbox o using unnest($1::int[], $2::uuid[], $3::bigint[]) done(shard, stream, seq)
  where o.shard = done.shard and o.stream = done.stream and o.seq = done.seq`;

const PARK = `insert into log.dead_letter (stream, seq, error) values ($1, $2, $3)
  on conflict (stream, seq) do update set error = excluded.error, at = now()`;

/** The least time between two rounds: even an empty one costs some statements. */
const APART_MS = 50;

/** Before all streams. */
const START = '00000000-0000-0000-0000-000000000000';

/**
 * Publishes the outbox to the event stream, after each commit of this process and when it polls. At least once: it deletes
 * pointers in the transaction that read them, after it has published their entries. A round publishes the next batch of all
 * shards together. If that fails, or a shard has more, it continues shard by shard, and retries one that failed with backoff.
 * It parks entries that it can't read in `log.dead_letter`, and continues.
 * Invariant: of all processes, one relay at a time works on a shard, so that a stream's entries leave in order.
 */
export function createRelay({
  database,
  stream,
  commits,
  logger,
  metrics = createMetrics(),
  ...options
}: RelayOptions): Service {
  const { pollMs = 1_000, concurrency = 4, batch = 500, pauseMs = 1_000, maxPauseMs = 60_000 } = options;
  const measured = measureRelay(metrics, database);
  const shards = new Map<number, Shard>();
  const shardOf = (shard: number): Shard => shards.get(shard) ?? { failures: 0, notBefore: 0, after: START };
  const pauseOf = (shard: number) => shardOf(shard).notBefore - performance.now();

  /** Publishes the next batch of these shards, in one transaction. Returns those that may have more. */
  async function turn(waiting: readonly number[]): Promise<number[]> {
    const limit = Math.ceil(batch / waiting.length);
    const pointers = await database.transaction(async (tx) => {
      const claimed = (await tx.query<{ shard: number }>(CLAIM, [waiting])).map(({ shard }) => shard);
      if (claimed.length === 0) return undefined;
      const after = claimed.map((shard) => shardOf(shard).after);
      const read = await tx.query<Pointer>(READ, [claimed, after, limit]);
      const byShard = new Map(claimed.map((shard): [number, Pointer[]] => [shard, []]));
      for (const pointer of read) byShard.get(pointer.shard)!.push(pointer);
      if (read.length === 0) return byShard;
      const entries = await readable(tx, read);
      await stream.publish(entries);
      await tx.query(DELETE, [
        read.map(({ shard }) => shard),
        read.map((one) => one.stream),
        read.map(({ seq }) => seq),
      ]);
      tx.afterCommit(() => measured.moved({ published: entries.length, parked: read.length - entries.length }));
      return byShard;
    });
    return [...(pointers ?? [])].filter(([shard, read]) => moved(shard, read, limit)).map(([shard]) => shard);
  }

  /** Notes how far a shard was read. Returns whether it may have more. */
  function moved(shard: number, read: readonly Pointer[], limit: number): boolean {
    const { after } = shardOf(shard);
    const full = read.length === limit;
    shards.set(shard, { failures: 0, notBefore: 0, after: full ? read.at(-1)!.stream : START });
    // not at the beginning: there may be more in front
    return full || after !== START;
  }

  /** The entries that pointers point to, except those that it parks. */
  async function readable(tx: Transaction, pointers: readonly Pointer[]): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const { type, shard: _, ...pointer } of pointers) {
      try {
        if (type === null) throw new Error('The log does not have the entry');
        entries.push(parseEntry({ ...pointer, type }));
      } catch (error) {
        const { stream, seq, correlationId } = pointer;
        logger.error({ stream, seq, correlationId, err: error }, 'an entry was parked');
        await tx.query(PARK, [stream, seq, String(error)]);
      }
    }
    return entries;
  }

  function fail(shard: number, error: unknown): void {
    measured.failed();
    const failures = shardOf(shard).failures + 1;
    const pause = backoffMs(failures, { pauseMs, maxPauseMs });
    logger.warn({ shard, failures, err: error }, 'the relay could not publish and will try again');
    shards.set(shard, { failures, notBefore: performance.now() + pause, after: START });
  }

  /** Publishes a batch of all shards that work. Returns the shards that may have more. */
  async function workTogether(waiting: readonly number[]): Promise<number[]> {
    const isSound = (shard: number) => shardOf(shard).failures === 0;
    const sound = waiting.filter(isSound);
    if (sound.length < 2) return [...waiting];
    const left = await turn(sound).catch(() => sound);
    return [...left, ...waiting.filter((shard) => !isSound(shard))];
  }

  /** Publishes all that shards have, one after the other, so that one that fails holds up no other. */
  async function work(waiting: number[], isStopping: () => boolean): Promise<void> {
    for (let shard = waiting.shift(); shard !== undefined; shard = waiting.shift()) {
      try {
        while (!isStopping() && (await turn([shard])).length > 0);
      } catch (error) {
        fail(shard, error);
      }
    }
  }

  const poller = createPoller({
    name: 'relay',
    async round(isStopping) {
      const due = SHARDS.filter((shard) => pauseOf(shard) <= 0);
      const waiting = (await database.query<{ shard: number }>(WAITING, [due])).map(({ shard }) => shard);
      const left = await workTogether(waiting);
      await Promise.all(Array.from({ length: concurrency }, () => work(left, isStopping)));
      return Math.max(0, Math.min(...SHARDS.map(pauseOf).filter((pause) => pause > 0)));
    },
    pollMs,
    apartMs: APART_MS,
    pauseMs,
    maxPauseMs,
    logger,
    metrics,
  });

  let leave: (() => void) | undefined;
  return {
    name: poller.name,
    async start() {
      leave ??= commits.onCommit(() => poller.wake());
      measured.start();
      await poller.start();
    },
    async stop() {
      leave?.();
      leave = undefined;
      await poller.stop();
      measured.stop();
    },
  };
}
