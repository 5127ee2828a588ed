import { randomUUID } from 'node:crypto';
import type { Admin, Kafka, KafkaMessage } from 'kafkajs';
import type { DeadLetter, DeadLetters } from '../dead-letters';
import { dueIn } from './aside';
import type { Renewed } from './client';
import type { Publisher } from './publisher';
import { headerOf, placeIn } from './records';
import type { GroupTopics } from './topics';

interface LettersOptions {
  client: Kafka;
  admin: Renewed<Admin>;
  publisher: Publisher;
  topics: GroupTopics;
}

/** Its one partition. */
const PARTITION = 0;
const READ_MS = 60_000;

/**
 * A group's dead letters on Kafka. Replayed ones go to the first of the topics that bring entries again, and are due at
 * once; the others are written anew behind them, and then all before are deleted.
 */
export function kafkaLetters({ client, admin, publisher, topics }: LettersOptions): DeadLetters {
  const { retries, deadLetters: topic } = topics;
  const bounds = () => admin.use(async (connected) => boundsOf(await connected.fetchTopicOffsets(topic)));

  /** Hands over those that there are when it begins, in order. */
  async function read(each: (message: KafkaMessage) => Promise<void> | void): Promise<number> {
    const { low, high } = await bounds();
    if (low < high) await readUpTo(client, { topic, high, each });
    return high;
  }

  return {
    async count() {
      const { low, high } = await bounds();
      return high - low;
    },
    async list(limit) {
      const letters = new Map<string, DeadLetter>();
      await read((message) => {
        const letter = letterOf(message);
        if (letters.size < limit || letters.has(letter.id)) letters.set(letter.id, letter);
      });
      return [...letters.values()];
    },
    async find(id) {
      let found: DeadLetter | undefined;
      await read((message) => {
        const letter = letterOf(message);
        if (letter.id === id) found = letter;
      });
      return found;
    },
    async replay(ids) {
      const replayed = new Set<string>();
      const high = await read(async (message) => {
        const { id, stream } = letterOf(message);
        const { key, value, headers = {} } = message;
        if (ids && !ids.includes(id)) return publisher.send([{ topic, messages: [{ key, value, headers }] }]);
        replayed.add(id);
        const again = { key: stream ?? null, value, headers: dueIn(0, headers) };
        await publisher.send([{ topic: retries[0]!.topic, messages: [again] }]);
      });
      if (high > 0) await admin.use((connected) => deleteUpTo(connected, topic, high));
      return replayed.size;
    },
  };
}

const deleteUpTo = (admin: Admin, topic: string, offset: number): Promise<void> =>
  admin.deleteTopicRecords({ topic, partitions: [{ partition: PARTITION, offset: String(offset) }] });

const boundsOf = (partitions: readonly { low: string; high: string }[]): { low: number; high: number } => ({
  low: Number(partitions[PARTITION]!.low),
  high: Number(partitions[PARTITION]!.high),
});

interface Reading {
  topic: string;
  high: number;
  each(message: KafkaMessage): Promise<void> | void;
}

/** By a group that nobody else has, and that leaves nothing behind. Errors: it takes too long. */
async function readUpTo(client: Kafka, { topic, high, each }: Reading): Promise<void> {
  const consumer = client.consumer({ groupId: `${topic}.reader.${randomUUID()}`, allowAutoTopicCreation: false });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${topic} can not be read`)), READ_MS);
  });
  const all = new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    const run = async () => {
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        async eachMessage({ message }) {
          if (Number(message.offset) < high) await each(message);
          if (Number(message.offset) >= high - 1) resolve();
        },
      });
    };
    run().catch(reject);
  });
  try {
    await Promise.race([all, late]);
  } finally {
    clearTimeout(timer);
    await consumer.disconnect();
  }
}

/** Named by the place that it came from. */
function letterOf({ key, value, headers }: KafkaMessage): DeadLetter {
  const own = Object.keys(headers ?? {}).map((name) => [name, headerOf(headers, name)]);
  return {
    id: String(key).split('/').slice(-2).join('/'),
    ...placeIn(value),
    error: headerOf(headers, 'error') ?? '',
    at: new Date(headerOf(headers, 'failed-at') ?? 0),
    details: { headers: Object.fromEntries(own) as Record<string, string>, value: String(value) },
  };
}
