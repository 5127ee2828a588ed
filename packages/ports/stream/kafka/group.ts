import type { Entry } from '@parley/contracts/events';
import type { Logger } from '@parley/runtime/logger';
import { backoffMs } from '@parley/runtime/backoff';
import { failureOf, isTheirOwn, type Handle } from '../attempt';
import type { ConsumerMetrics } from '../consumer-metrics';
import { putAside, waitOf } from './aside';
import type { Publisher } from './publisher';
import { entryOf, tellOf, type KafkaRecord } from './records';
import type { GroupTopics } from './topics';

export interface Patience {
  /** Entries that `handle` gets at once, at most. */
  batch: number;
  /** How often entries are tried in their place before they are taken for poison. */
  tries: number;
  /** Milliseconds. Pause after the first failure, and the longest. */
  pauseMs: number;
  maxPauseMs: number;
}

interface GroupOptions {
  name: string;
  topics: GroupTopics;
  handle: Handle;
  publisher: Publisher;
  measured: ConsumerMetrics;
  logger: Logger;
  patience: Patience;
}

/** Handles the records of a group member's partitions. */
export interface KafkaGroup {
  /** How many records that begin with this one may be worked on at once. */
  limitOf(first: KafkaRecord): number;
  /** Works on some of one partition. Returns in how many milliseconds to try them again; 0 if the group is past them. */
  turn(records: readonly KafkaRecord[]): Promise<number>;
}

/** How one partition fares in this process: what failed too often is worked on one by one, before the offset `singlyTo`. */
interface Health {
  failures: number;
  singlyTo: number;
}

interface Failure {
  record: KafkaRecord;
  error: unknown;
  hopeless?: boolean;
}

/** Invariant: `turn` returns 0 only after each of the records was handled, or is written where it was put aside. */
export function createKafkaGroup({
  name,
  topics,
  handle,
  publisher,
  measured,
  logger,
  patience,
}: GroupOptions): KafkaGroup {
  const { batch, tries, ...pauses } = patience;
  const health = new Map<string, Health>();
  const placeOf = ({ topic, partition }: KafkaRecord) => `${topic}/${partition}`;
  const healthOf = (record: KafkaRecord): Health => health.get(placeOf(record)) ?? { failures: 0, singlyTo: 0 };
  const comesAgain = ({ topic }: KafkaRecord) => topics.retries.some((one) => one.topic === topic);

  /** Pauses, and says for how long. */
  function fail(records: readonly KafkaRecord[], error: unknown): number {
    const first = records[0]!;
    const { failures: before, singlyTo } = healthOf(first);
    const failures = before + 1;
    const narrow = failures >= tries && isTheirOwn(error);
    logger.warn(
      { group: name, place: placeOf(first), failures, err: error },
      'a consumer failed and will be tried again',
    );
    health.set(placeOf(first), {
      failures: narrow ? 0 : failures,
      singlyTo: narrow ? Number(records.at(-1)!.message.offset) + 1 : singlyTo,
    });
    return backoffMs(failures, pauses);
  }

  async function aside(failures: readonly Failure[]): Promise<void> {
    const put = failures.map(({ record, ...failed }) => putAside(topics, record, failed));
    if (put.length > 0) await publisher.send(put.map(({ topic, message }) => ({ topic, messages: [message] })));
    for (const [n, { record, error }] of failures.entries()) {
      const about = { group: name, ...tellOf(record), err: error };
      if (put[n]!.again) logger.warn(about, 'an entry was put off');
      else logger.error(about, 'an entry went to the dead letters');
    }
    measured.putOff(put.filter(({ again }) => again).length);
    measured.buried(put.filter(({ again }) => !again).length);
  }

  return {
    limitOf: (first) => (comesAgain(first) || Number(first.message.offset) < healthOf(first).singlyTo ? 1 : batch),
    async turn(records) {
      const first = records[0]!;
      const wait = waitOf(first.message);
      if (comesAgain(first) && wait > 0) return wait;
      const { readable, hopeless } = sort(records);
      const entries = readable.map(({ entry }) => entry);
      const error = await measured.handling(entries.length, () => failureOf(() => handle(entries)));
      const { failures, singlyTo } = healthOf(first);
      if (error !== undefined) {
        const last = failures + 1 >= (comesAgain(first) ? 1 : tries);
        if (readable.length > 1 || !isTheirOwn(error) || !last) return fail(records, error);
        hopeless.push({ record: readable[0]!.record, error });
      }
      try {
        await aside(hopeless);
      } catch (unwritten) {
        return fail(records, unwritten);
      }
      health.set(placeOf(first), { failures: 0, singlyTo });
      return 0;
    },
  };
}

function sort(records: readonly KafkaRecord[]): {
  readable: { record: KafkaRecord; entry: Entry }[];
  hopeless: Failure[];
} {
  const readable: { record: KafkaRecord; entry: Entry }[] = [];
  const hopeless: Failure[] = [];
  for (const record of records) {
    try {
      readable.push({ record, entry: entryOf(record.message) });
    } catch (error) {
      hopeless.push({ record, error, hopeless: true });
    }
  }
  return { readable, hopeless };
}
