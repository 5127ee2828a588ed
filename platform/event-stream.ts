import { ParleyError } from '@parley/contracts/errors';
import type { OperatedStream } from '@parley/ports/stream/event-stream';
import { kafkaStream, type KafkaStream } from '@parley/ports/stream/kafka/kafka';
import { kafkaTopics } from '@parley/ports/stream/kafka/topics';
import { postgresStream, streamRetention } from '@parley/log/event-stream/postgres-stream';
import type { Database } from '@parley/database/database';
import type { Readiness } from '@parley/runtime/http/probes';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createPoller } from '@parley/runtime/poller';
import type { Service } from '@parley/runtime/service';
import type { Settings } from '@parley/runtime/settings';
import { kafkaSecurity } from './kafka-security';
import type { ProcessRoles } from './roles';

/** The event stream, in the database or on Kafka. */
export interface Events {
  readonly stream: OperatedStream;
  /** Its maintenance, for processes with workers: start it before anything that uses the stream. */
  readonly upkeep: readonly Service[];
  /** Its state for `/readyz` of a process with these roles. */
  readiness(roles: ProcessRoles): Readiness[];
  close(): Promise<void>;
}

interface Options {
  settings: Settings;
  /** Its consumer groups. */
  groups: readonly string[];
  database: Database;
  /** Partitions that one consumer handles concurrently. */
  concurrency: number;
  logger: Logger;
  metrics: Metrics;
}

const DAY_MS = 24 * 3_600_000;
const KEPT_IN_DATABASE_MS = 7 * DAY_MS;
const NAME = 'event stream';

/**
 * The event stream of the settings: on Kafka, or in the database. It connects when it is first used.
 * Errors: if settings contradict each other.
 */
export const openEventStream = (options: Options): Events =>
  options.settings.KAFKA_BROKERS.length > 0 ? onKafka(options) : inDatabase(options);

function inDatabase({ database, concurrency, logger, metrics }: Options): Events {
  return {
    stream: postgresStream({ database, logger, metrics, concurrency }),
    upkeep: [streamRetention({ database, logger, metrics, keepMs: KEPT_IN_DATABASE_MS })],
    readiness: () => [],
    close: async () => undefined,
  };
}

type KafkaOptions = Pick<Options, 'settings' | 'logger'> & Partial<Pick<Options, 'concurrency' | 'metrics'>>;

/** The event stream on Kafka, with the topics of the settings. Errors: if settings contradict each other. */
export function openKafka({ settings, logger, metrics, concurrency }: KafkaOptions): KafkaStream {
  const topics = kafkaTopics({
    prefix: settings.KAFKA_PREFIX,
    partitions: settings.KAFKA_PARTITIONS,
    replicas: settings.KAFKA_REPLICAS,
    keepMs: settings.KAFKA_KEEP_DAYS * DAY_MS,
  });
  return kafkaStream({
    brokers: settings.KAFKA_BROKERS,
    ...kafkaSecurity(settings),
    topics,
    logger,
    metrics,
    ...(concurrency ? { concurrency } : {}),
  });
}

function onKafka({ settings, groups, concurrency, logger, metrics }: Options): Events {
  const stream = openKafka({ settings, concurrency, logger, metrics });
  const development = settings.PARLEY_ENV === 'development';
  return {
    stream,
    upkeep: [topicsFirst(stream, { groups, development, logger, metrics })],
    readiness: (roles) => (roles.has('workers') ? [readinessOf(stream, groups, roles)] : []),
    close: () => stream.close(),
  };
}

interface TopicsOptions extends Pick<Options, 'groups' | 'logger' | 'metrics'> {
  development: boolean;
}

/**
 * In development it creates the topics; in production a missing topic is an error. If Kafka does not respond or refuses access,
 * the other services start, and this one retries. Entries wait in the outbox meanwhile.
 */
function topicsFirst(stream: KafkaStream, { groups, development, logger, metrics }: TopicsOptions): Service {
  const round = async (): Promise<void> => {
    await (development ? stream.apply(groups) : stream.check(groups));
  };
  const later = createPoller({
    name: 'topics',
    round,
    pollMs: DAY_MS,
    pauseMs: 1_000,
    maxPauseMs: 30_000,
    logger,
    metrics,
  });
  return {
    name: later.name,
    async start() {
      try {
        await round();
      } catch (error) {
        if (!(error instanceof ParleyError)) throw error;
        logger.warn({ err: error }, `${error.message}: what is sent waits in the outbox`);
        await later.start();
      }
    },
    stop: () => later.stop(),
  };
}

/** Only a process that does nothing but consume the log needs Kafka to be ready. */
const readinessOf = (stream: KafkaStream, groups: readonly string[], roles: ProcessRoles): Readiness => ({
  name: NAME,
  optional: roles.size > 1,
  check: () => stream.check(groups).then(() => 'on Kafka'),
});
