import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { measureConsumer, type Backlog } from '../consumer-metrics';
import type { OperatedStream } from '../event-stream';
import { applyTopics, missingTopics, type Applied } from './apply-topics';
import { kafkaClient, renewed, type ClientOptions } from './client';
import { kafkaMember, type Membership } from './consumer';
import { createKafkaGroup, type Patience } from './group';
import { kafkaLetters } from './letters';
import { createPublisher } from './publisher';
import { recordOf } from './records';
import type { KafkaTopics } from './topics';

interface StreamOptions extends ClientOptions, Partial<Membership>, Partial<Patience> {
  topics: KafkaTopics;
  metrics?: Metrics;
}

export interface KafkaStream extends OperatedStream {
  /** Makes the topics of these groups as they are declared, and the entries'. */
  apply(groups: readonly string[]): Promise<Applied[]>;
  /** Errors: one that names the topics that are missing; UNAVAILABLE if Kafka does not respond. */
  check(groups: readonly string[]): Promise<void>;
  /** Lets go of its connections. Consumers are to be stopped before. */
  close(): Promise<void>;
}

/** Records that are sent at once; a broker takes a megabyte of one partition by default. */
const MAX_SENT = 1_000;

const PATIENCE: Patience = { batch: 500, tries: 5, pauseMs: 100, maxPauseMs: 30_000 };
const MEMBERSHIP: Omit<Membership, 'pauseMs' | 'maxPauseMs'> = {
  concurrency: 2,
  sessionMs: 30_000,
  rebalanceMs: 60_000,
  heartbeatMs: 3_000,
  waitMs: 500,
};

/**
 * The event stream on Kafka. A stream is in one partition, by the hash of its id. What it guarantees:
 *
 * - Published: all in-sync replicas have it. An entry that is published again is there twice.
 * - In order for each stream, at least once, also when members come, go or die: the first time that a group hears of each
 *   entry is after the earlier ones of its stream. A member that others join has `rebalanceMs` to finish what it has in hand.
 * - Out of order only what `handle` rejected again and again: it comes late, out of the topics for that, with growing delays,
 *   alone, after later entries of its stream, and in the end goes to the dead letters. So does at once what can't be read.
 * - A group that is away for longer than entries are kept goes on with the oldest that are left.
 */
export function kafkaStream({
  brokers,
  tls,
  sasl,
  socketFactory,
  topics,
  logger,
  metrics = createMetrics(),
  ...options
}: StreamOptions): KafkaStream {
  const client = kafkaClient({ brokers, tls, sasl, socketFactory, logger });
  const publisher = createPublisher(client);
  const admin = renewed(() => client.admin());
  const lettersOf = (group: string) => kafkaLetters({ client, admin, publisher, topics: topics.of(group) });

  const backlogOf = (group: string): Backlog => ({
    behind: () => behindOf(group),
    letters: () => lettersOf(group).count(),
  });

  function behindOf(group: string): Promise<number> {
    const { id, retries } = topics.of(group);
    const followed = [topics.entries, ...retries.map(({ topic }) => topic)];
    return admin.use(async (connected) => {
      const committed = await connected.fetchOffsets({ groupId: id, topics: followed });
      const behind = committed.map(async ({ topic, partitions }) => {
        const places = new Map(partitions.map(({ partition, offset }) => [partition, Number(offset)]));
        const ends = await connected.fetchTopicOffsets(topic);
        return ends.reduce(
          (sum, { partition, low, high }) => sum + Number(high) - Math.max(Number(low), places.get(partition) ?? 0),
          0,
        );
      });
      return (await Promise.all(behind)).reduce((sum, entries) => sum + entries, 0);
    });
  }

  return {
    async publish(entries) {
      for (let at = 0; at < entries.length; at += MAX_SENT)
        await publisher.send([{ topic: topics.entries, messages: entries.slice(at, at + MAX_SENT).map(recordOf) }]);
    },
    consumer(name, handle) {
      const measured = measureConsumer(metrics, { group: name, backlog: backlogOf(name) });
      const own = topics.of(name);
      const patience = { ...PATIENCE, ...options };
      const member = kafkaMember({
        client,
        name,
        groupId: own.id,
        topics: [topics.entries, ...own.retries.map(({ topic }) => topic)],
        group: createKafkaGroup({ name, topics: own, handle, publisher, measured, logger, patience }),
        membership: { ...MEMBERSHIP, ...patience },
        logger,
        metrics,
      });
      return {
        name: member.name,
        async start() {
          measured.start();
          await member.start();
        },
        async stop() {
          await member.stop();
          measured.stop();
        },
      };
    },
    deadLetters: lettersOf,
    apply: (groups) => admin.use((connected) => applyTopics(connected, topics.all(groups))),
    async check(groups) {
      const missing = await admin.use((connected) => missingTopics(connected, topics.all(groups)));
      if (missing.length > 0)
        throw new Error(`Kafka lacks the topics ${missing.join(', ')}: "parley topics apply" creates them`);
    },
    async close() {
      await publisher.close();
      await admin.close();
    },
  };
}
