/** How a topic is to be. */
export interface Topic {
  readonly name: string;
  readonly partitions: number;
  /** Its brokers' own default where it is not said. */
  readonly replicas?: number;
  /** https://kafka.apache.org/documentation/#topicconfigs */
  readonly configs: Readonly<Record<string, string>>;
}

/** The topics of one consumer group. */
export interface GroupTopics {
  /** Its name in Kafka. */
  readonly id: string;
  /** Where an entry goes that it can not work on now, in this order, each time for longer. */
  readonly retries: readonly { readonly topic: string; readonly delayMs: number }[];
  readonly deadLetters: string;
}

export interface KafkaTopics {
  /** All entries, by their streams. */
  readonly entries: string;
  of(group: string): GroupTopics;
  /** Every topic that there is to be for these groups. */
  all(groups: readonly string[]): Topic[];
}

export interface TopicOptions {
  /** Before all names, of topics and groups. */
  prefix: string;
  /** Of the entries: as many processes of a group as this can share its work. */
  partitions: number;
  /** Copies of each record; the default of the brokers where it is not said. */
  replicas?: number;
  /** Milliseconds that entries are kept for: how long a group may be away without losing any. */
  keepMs: number;
  retryDelaysMs?: readonly number[];
}

const RETRY_DELAYS_MS = [10_000, 60_000, 600_000];

/**
 * Every topic, named and described in one place; `applyTopics` makes them so. Entries are history: they are deleted by
 * age, and never compacted. Dead letters stay until they are replayed; their key is the place that an entry came from, and
 * compaction leaves one of those that were written twice.
 */
export function kafkaTopics({ prefix, partitions, replicas, keepMs, ...options }: TopicOptions): KafkaTopics {
  const { retryDelaysMs = RETRY_DELAYS_MS } = options;
  const entries = `${prefix}.entries`;
  const safe: Record<string, string> =
    replicas === undefined ? {} : { 'min.insync.replicas': String(Math.max(1, replicas - 1)) };
  const kept = { ...safe, 'cleanup.policy': 'delete', 'retention.ms': String(keepMs) };
  // "delete" so that replayed ones may be deleted at all; by age none is
  const letters = { ...safe, 'cleanup.policy': 'compact,delete', 'retention.ms': '-1' };
  const of = (group: string): GroupTopics => ({
    id: `${prefix}.${group}`,
    retries: retryDelaysMs.map((delayMs, n) => ({ topic: `${prefix}.${group}.retry-${n + 1}`, delayMs })),
    deadLetters: `${prefix}.${group}.dead-letters`,
  });
  return {
    entries,
    of,
    all: (groups) => [
      { name: entries, partitions, replicas, configs: kept },
      ...groups
        .map(of)
        .flatMap(({ retries, deadLetters }) => [
          ...retries.map(({ topic }) => ({ name: topic, partitions: 1, replicas, configs: kept })),
          { name: deadLetters, partitions: 1, replicas, configs: letters },
        ]),
    ],
  };
}
