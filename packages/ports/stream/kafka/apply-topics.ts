import { setTimeout as delay } from 'node:timers/promises';
import { ConfigResourceTypes, ConfigSource, type Admin } from 'kafkajs';
import type { Topic } from './topics';

const AGAIN_MS = 100;
const MAX_TRIES = 100;

/** One line for each topic of what was done, or why not. */
export interface Applied {
  readonly topic: string;
  readonly did: 'created' | 'altered' | 'unchanged' | 'left';
  readonly note?: string;
}

/**
 * Creates the topics that are missing, and sets the configuration of the others where it differs. Partitions stay as they
 * are, since a stream would go to another one and lose its order, and so do replicas, which are moved by Kafka's own tools.
 * Doing it twice does no harm.
 */
export async function applyTopics(admin: Admin, topics: readonly Topic[]): Promise<Applied[]> {
  const existing = new Set(await admin.listTopics());
  const missing = topics.filter(({ name }) => !existing.has(name));
  const present = topics.filter(({ name }) => existing.has(name));
  if (missing.length > 0) await create(admin, missing);
  const applied = [
    ...missing.map(({ name }): Applied => ({ topic: name, did: 'created' })),
    ...(present.length > 0 ? await alter(admin, present) : []),
  ];
  return topics.map(({ name }) => applied.find(({ topic }) => topic === name)!);
}

/** Those of the topics that are not there. */
export async function missingTopics(admin: Admin, topics: readonly Topic[]): Promise<string[]> {
  const existing = new Set(await admin.listTopics());
  return topics.flatMap(({ name }) => (existing.has(name) ? [] : name));
}

/** Another process may be creating them too. */
async function create(admin: Admin, topics: readonly Topic[]): Promise<void> {
  await admin.createTopics({
    waitForLeaders: false,
    topics: topics.map(({ name, partitions, replicas, configs }) => ({
      topic: name,
      numPartitions: partitions,
      replicationFactor: replicas ?? -1,
      configEntries: entriesOf(configs),
    })),
  });
  await untilLed(admin, new Set(topics.map(({ name }) => name)));
}

/** kafkajs's own waiting gives up where a broker does not know of the topic yet. */
async function untilLed(admin: Admin, names: ReadonlySet<string>): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { topics } = await admin.fetchTopicMetadata({ topics: [...names] }).catch(unlessPassing);
    const led = topics.filter(
      ({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0),
    );
    if (led.length === names.size) return;
    await delay(AGAIN_MS);
  }
  throw new Error(`Kafka has not brought up ${[...names].join(', ')}`);
}

function unlessPassing(error: unknown): { topics: [] } {
  if ((error as { retriable?: boolean }).retriable !== true) throw error;
  return { topics: [] };
}

async function alter(admin: Admin, topics: readonly Topic[]): Promise<Applied[]> {
  const metadata = await admin.fetchTopicMetadata({ topics: topics.map(({ name }) => name) });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: topics.map(({ name }) => ({ type: ConfigResourceTypes.TOPIC, name })),
  });
  const applied: Applied[] = [];
  for (const topic of topics) {
    const { partitions } = metadata.topics.find(({ name }) => name === topic.name)!;
    const { configEntries } = resources.find(({ resourceName }) => resourceName === topic.name)!;
    const now = new Map(configEntries.map((entry) => [entry.configName, entry.configValue]));
    const differing = Object.entries(topic.configs).filter(([name, value]) => now.get(name) !== value);
    const own = configEntries.filter(({ configSource }) => configSource === ConfigSource.TOPIC_CONFIG);
    const before = Object.fromEntries(own.map((entry) => [entry.configName, entry.configValue]));
    if (differing.length > 0) await configure(admin, topic.name, { ...before, ...topic.configs });
    applied.push(
      appliedOf(topic, { differing, partitions: partitions.length, replicas: partitions[0]!.replicas.length }),
    );
  }
  return applied;
}

/** All of them: what is not named goes back to the default. */
async function configure(admin: Admin, topic: string, configs: Readonly<Record<string, string>>): Promise<void> {
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries: entriesOf(configs) }],
  });
}

interface Found {
  differing: readonly (readonly [name: string, value: string])[];
  partitions: number;
  replicas: number;
}

function appliedOf(topic: Topic, { differing, ...found }: Found): Applied {
  const kept = (['partitions', 'replicas'] as const).flatMap((what) =>
    topic[what] === undefined || topic[what] === found[what]
      ? []
      : `has ${found[what]} ${what} and not ${topic[what]}, which is left as it is`,
  );
  const set = differing.map(([name, value]) => `${name}=${value}`);
  const did = set.length > 0 ? 'altered' : kept.length > 0 ? 'left' : 'unchanged';
  const note = [...set, ...kept].join('; ');
  return note ? { topic: topic.name, did, note } : { topic: topic.name, did };
}

const entriesOf = (configs: Readonly<Record<string, string>>) =>
  Object.entries(configs).map(([name, value]) => ({ name, value }));
