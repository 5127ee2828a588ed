import { randomUUID } from 'node:crypto';
import type { Entry } from '@parley/contracts/events';
import { kafkaStream, type KafkaStream } from '@parley/ports/stream/kafka/kafka';
import { applyTopics } from '@parley/ports/stream/kafka/apply-topics';
import { kafkaTopics } from '@parley/ports/stream/kafka/topics';
import { recordOf } from '@parley/ports/stream/kafka/records';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import pino from 'pino';

/** The event stream, and a bare producer on a topic with the same configuration. */
export interface BenchKafka {
  readonly stream: KafkaStream;
  /** A bare producer of the same records. */
  readonly bare: { publish(entries: readonly Entry[]): Promise<void> };
  /** Consumes the records of the stream or of the bare producer. */
  hear(of: 'ours' | 'bare', listener: (key: string) => void): Promise<void>;
}

const GROUP = 'bench';
const HOUR_MS = 3_600_000;

function brokersOf({ KAFKA_BROKERS }: NodeJS.ProcessEnv): string[] {
  if (KAFKA_BROKERS) return KAFKA_BROKERS.split(',');
  throw new Error('KAFKA_BROKERS is missing: eval "$(npm run --silent services -- up kafka)"');
}

/** The name of an entry in the value of its record. */
export const nameOf = ({ stream, seq }: Pick<Entry, 'stream' | 'seq'>): string => `${stream} ${seq}`;

/** Creates topics on the Kafka of the environment, and deletes them afterwards. */
export async function withKafka<T>(work: (kafka: BenchKafka) => Promise<T>): Promise<T> {
  const brokers = brokersOf(process.env);
  const kinds = { ours: topics(), bare: topics() };
  const stream = kafkaStream({ brokers, topics: kinds.ours, logger: pino({ level: 'error' }) });
  const client = new Kafka({ brokers, logLevel: logLevel.NOTHING });
  const admin = client.admin();
  const producer = client.producer({ idempotent: true, createPartitioner: Partitioners.DefaultPartitioner });
  const listening: { disconnect(): Promise<void> }[] = [];
  await Promise.all([admin.connect(), producer.connect()]);
  try {
    await stream.apply([GROUP]);
    await applyTopics(admin, kinds.bare.all([]));
    return await work({
      stream,
      bare: {
        async publish(entries) {
          await producer.send({ topic: kinds.bare.entries, acks: -1, messages: entries.map(recordOf) });
        },
      },
      async hear(of, listener) {
        const consumer = client.consumer({ groupId: `bench-${randomUUID()}`, maxWaitTimeInMs: 100 });
        listening.push(consumer);
        await consumer.connect();
        await consumer.subscribe({ topics: [kinds[of].entries], fromBeginning: true });
        const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
        await consumer.run({
          autoCommit: false,
          eachMessage: async ({ message }) => listener(nameOf(JSON.parse(String(message.value)) as Entry)),
        });
        await joined;
      },
    });
  } finally {
    await Promise.all(listening.map((consumer) => consumer.disconnect()));
    await stream.close();
    await producer.disconnect();
    const made = [...kinds.ours.all([GROUP]).map(({ name }) => name), kinds.bare.entries];
    await admin.deleteTopics({ topics: made });
    await admin.disconnect();
  }
}

const PARTITIONS = 12;
const topics = () => kafkaTopics({ prefix: `bench-${randomUUID()}`, partitions: PARTITIONS, keepMs: HOUR_MS });
