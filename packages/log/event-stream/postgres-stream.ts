import type { Database } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { createPoller, type Poller } from '@parley/runtime/poller';
import type { Service } from '@parley/runtime/service';
import type { OperatedStream } from '@parley/ports/stream/event-stream';
import { createGroup } from './consumer-group';
import { postgresLetters } from './letters';

interface StreamOptions {
  database: Database;
  logger: Logger;
  metrics?: Metrics;
  /** Milliseconds until a consumer looks for what other processes published. */
  pollMs?: number;
  /** Partitions that one consumer works on at once. Each holds a connection, besides those that `handle` takes. */
  concurrency?: number;
  /** Entries that `handle` gets at once, at most. */
  batch?: number;
  /** How often entries are tried before they are taken for poison. */
  tries?: number;
  /** Milliseconds. Pause after the first failure, and the longest. */
  pauseMs?: number;
  maxPauseMs?: number;
}

/** A round costs some statements, however few entries there are. */
const APART_MS = 100;

/**
 * The event stream on PostgreSQL. It keeps pointers only, and reads the entries where they are, in `log.entry`: the log
 * is the stream's storage. Publishing an entry again changes nothing for as long as its record is kept.
 */
export function postgresStream({
  database,
  logger,
  metrics = createMetrics(),
  ...options
}: StreamOptions): OperatedStream {
  const consumers = new Set<Poller>();
  return {
    async publish(entries) {
      if (entries.length === 0) return;
      await database.query('select event_stream.publish($1::uuid[], $2::bigint[])', [
        entries.map(({ stream }) => stream),
        entries.map(({ seq }) => seq),
      ]);
      for (const consumer of consumers) consumer.wake();
    },
    consumer(name, handle) {
      const { pollMs = 1_000, concurrency = 2, batch = 500, tries = 5, pauseMs = 100, maxPauseMs = 30_000 } = options;
      const limits = { concurrency, batch, tries, pauseMs, maxPauseMs };
      const group = createGroup({ database, logger, metrics, name, handle, ...limits });
      const poller = createPoller({
        name: `consumer ${name}`,
        round: group.round,
        pollMs,
        apartMs: APART_MS,
        pauseMs,
        maxPauseMs,
        logger,
        metrics,
      });
      return {
        name: poller.name,
        async start() {
          await group.join();
          group.start();
          consumers.add(poller);
          await poller.start();
        },
        async stop() {
          consumers.delete(poller);
          await poller.stop();
          group.stop();
        },
      };
    },
    deadLetters: (group) => postgresLetters(database, group),
  };
}

interface RetentionOptions {
  database: Database;
  logger: Logger;
  metrics?: Metrics;
  keepMs: number;
}

/**
 * Deletes what is older than `keepMs` milliseconds and was worked on by every group. A group that is no longer
 * used holds everything back until its rows in `event_stream.position` are deleted.
 */
export function streamRetention({ database, logger, metrics, keepMs }: RetentionOptions): Service {
  const expire = `select event_stream.expire(now() - $1 * interval '1 millisecond', 1000) as expired`;
  return createPoller({
    name: 'event stream retention',
    async round(isStopping) {
      for (let expired = 1; expired > 0 && !isStopping();)
        expired = (await database.query<{ expired: number }>(expire, [keepMs]))[0]!.expired;
    },
    pollMs: 60_000,
    pauseMs: 1_000,
    maxPauseMs: 60_000,
    logger,
    metrics,
  });
}
