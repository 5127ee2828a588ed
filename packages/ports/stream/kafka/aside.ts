import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import { describeFailure } from '../attempt';
import { headerOf, type KafkaRecord } from './records';
import type { GroupTopics } from './topics';

/** Longer errors are cut. */
const MAX_ERROR = 2_000;

/** Where a group put something aside that it could not work on. */
export interface Aside {
  readonly topic: string;
  /** The records to write. */
  readonly message: Message;
  /** Whether it comes again by itself. */
  readonly again: boolean;
}

/**
 * Where a record goes next that its group failed to work on: to the next of the topics that bring it again, or to the dead
 * letters, and there at once if `hopeless`. Headers keep the error, and where it came from first.
 */
export function putAside(
  { id: _, retries, deadLetters }: GroupTopics,
  record: KafkaRecord,
  { error, hopeless = false }: { error: unknown; hopeless?: boolean },
): Aside {
  const { message } = record;
  const [topic, partition, offset] = originOf(record);
  const headers: IHeaders = {
    ...message.headers,
    error: describeFailure(error).slice(0, MAX_ERROR),
    'failed-at': new Date().toISOString(),
    'origin-topic': topic,
    'origin-partition': partition,
    'origin-offset': offset,
  };
  const next = hopeless ? undefined : retries[retries.findIndex((one) => one.topic === record.topic) + 1];
  if (next) {
    const { key, value } = message;
    return { topic: next.topic, again: true, message: { key, value, headers: dueIn(next.delayMs, headers) } };
  }
  // a record without a value would be a deletion to compaction
  const letter = { key: `${topic}/${partition}/${offset}`, value: message.value ?? '', headers };
  return { topic: deadLetters, again: false, message: letter };
}

/** The headers of a record that is to come again in so many milliseconds. */
export const dueIn = (delayMs: number, headers: IHeaders): IHeaders => ({
  ...headers,
  'due-at': String(Date.now() + delayMs),
});

/** Milliseconds until a record may be worked on; 0 or less when it may. */
export const waitOf = ({ headers }: KafkaMessage): number => Number(headerOf(headers, 'due-at') ?? 0) - Date.now();

/** Where a record was first. */
function originOf({
  topic,
  partition,
  message,
}: KafkaRecord): readonly [topic: string, partition: string, offset: string] {
  const of = (name: string) => headerOf(message.headers, `origin-${name}`);
  return [of('topic') ?? topic, of('partition') ?? String(partition), of('offset') ?? message.offset];
}
