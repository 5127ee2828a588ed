import { ParleyError } from '@parley/contracts/errors';
import type { OperatedStream } from '@parley/ports/stream/event-stream';
import { kafkaStream, type KafkaStream } from '@parley/ports/stream/kafka/kafka';
import { kafkaTopics } from '@parley/ports/stream/kafka/topics';
import { postgresStream, streamRetention } from '@parley/log/event-stream/postgres-stream';
import type { Database } from '@parley/database/database';
import type { Readiness } from '@parley/runtime/http/probes';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createRounds } from '@parley/runtime/rounds';
import type { Service } from '@parley/runtime/service';
import type { Settings } from '@parley/runtime/settings';
import { kafkaSecurity } from './kafka-security';
import type { ProcessRoles } from './roles';

/** The event stream, wherever it is. */
export interface Events {
  readonly stream: OperatedStream;
  /** What keeps it in order, where there are workers: to be started before whatever uses it. */
  readonly upkeep: readonly Service[];
  /** What a process with these roles tells of it. */
  readiness(roles: ProcessRoles): Readiness[];
  close(): Promise<void>;
}

interface Options {
  settings: Settings;
  /** Consumer groups that follow it. */
  groups: readonly string[];
  database: Database;
  /** Partitions that one consumer works on at once. */
  concurrency: number;
  log: Logger;
  metrics: Metrics;
}

const DAY_MS = 24 * 3_600_000;
const KEPT_IN_DATABASE_MS = 7 * DAY_MS;
const NAME = 'event stream';

/**
 * Where the settings say that it is: on Kafka, or in the database. It connects when it is first used.
 * Errors: of settings that do not go together.
 */
export const openEventStream = (options: Options): Events =>
  options.settings.KAFKA_BROKERS.length > 0 ? onKafka(options) : inDatabase(options);

function inDatabase({ database, concurrency, log, metrics }: Options): Events {
  return {
    stream: postgresStream({ database, log, metrics, concurrency }),
    upkeep: [streamRetention({ database, log, metrics, keepMs: KEPT_IN_DATABASE_MS })],
    readiness: () => [],
    close: async () => undefined,
  };
}

type KafkaOptions = Pick<Options, 'settings' | 'log'> & Partial<Pick<Options, 'concurrency' | 'metrics'>>;

/** Its topics are as the settings say. Errors: of settings that do not go together. */
export function openKafka({ settings, log, metrics, concurrency }: KafkaOptions): KafkaStream {
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
    log,
    metrics,
    ...(concurrency ? { concurrency } : {}),
  });
}

function onKafka({ settings, groups, concurrency, log, metrics }: Options): Events {
  const stream = openKafka({ settings, concurrency, log, metrics });
  const development = settings.PARLEY_ENV === 'development';
  return {
    stream,
    upkeep: [topicsFirst(stream, { groups, development, log, metrics })],
    readiness: (roles) => (roles.has('workers') ? [readinessOf(stream, groups, roles)] : []),
    close: () => stream.close(),
  };
}

interface TopicsOptions extends Pick<Options, 'groups' | 'log' | 'metrics'> {
  development: boolean;
}

/**
 * In development it makes the topics; elsewhere one that is missing is an error. Where Kafka does not answer, or refuses
 * who asks, the rest starts all the same, and this goes on trying: what is sent meanwhile waits in the outbox.
 */
function topicsFirst(stream: KafkaStream, { groups, development, log, metrics }: TopicsOptions): Service {
  const round = async (): Promise<void> => {
    await (development ? stream.apply(groups) : stream.check(groups));
  };
  const later = createRounds({
    name: 'topics',
    round,
    pollMs: DAY_MS,
    pauseMs: 1_000,
    maxPauseMs: 30_000,
    log,
    metrics,
  });
  return {
    name: later.name,
    async start() {
      try {
        await round();
      } catch (error) {
        if (!(error instanceof ParleyError)) throw error;
        log.warn({ err: error }, `${error.message}: what is sent waits in the outbox`);
        await later.start();
      }
    },
    stop: () => later.stop(),
  };
}

/** A process that does more than follow the log can do that without Kafka. */
const readinessOf = (stream: KafkaStream, groups: readonly string[], roles: ProcessRoles): Readiness => ({
  name: NAME,
  optional: roles.size > 1,
  check: () => stream.check(groups).then(() => 'on Kafka'),
});
