import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createPoller } from '@parley/runtime/poller';
import type { Service } from '@parley/runtime/service';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { RETRY } from './client';
import { kafkaFailure } from './failure';
import type { KafkaGroup } from './group';

export interface Membership {
  /** Partitions that one member works on at once. */
  concurrency: number;
  /** Milliseconds: a member that is silent for as long is taken for dead. */
  sessionMs: number;
  /** How long a member may go on with what it was handed when another one comes or goes. */
  rebalanceMs: number;
  heartbeatMs: number;
  /** How long the broker may delay its response until there is something. */
  waitMs: number;
  /** Pause before it joins again, after it could not, at first and at most. */
  pauseMs: number;
  maxPauseMs: number;
}

interface ConsumerOptions {
  client: Kafka;
  name: string;
  groupId: string;
  topics: readonly string[];
  group: KafkaGroup;
  membership: Membership;
  logger: Logger;
  metrics: Metrics;
}

/**
 * One member of a group: joins, works on its partitions, and joins again after whatever made it fail. `stop` finishes what
 * was handed over, and leaves the group.
 * Invariant: an offset is committed only when all before it are done with, by the member that did it.
 */
export function kafkaMember({
  client,
  name,
  groupId,
  topics,
  group,
  membership,
  logger,
  metrics,
}: ConsumerOptions): Service {
  const { concurrency, sessionMs, rebalanceMs, heartbeatMs, waitMs, pauseMs, maxPauseMs } = membership;
  let end: (() => void) | undefined;

  const consumerOf = (): Consumer =>
    client.consumer({
      groupId,
      sessionTimeout: sessionMs,
      rebalanceTimeout: rebalanceMs,
      heartbeatInterval: heartbeatMs,
      maxWaitTimeInMs: waitMs,
      allowAutoTopicCreation: false,
      // it is ours to begin afresh
      retry: { ...RETRY, restartOnFailure: async () => false },
    });

  /** From joining to the end of it. Returns when to join again. */
  async function life(isStopping: () => boolean): Promise<number> {
    const consumer = consumerOf();
    const pauses = partitionPauses();
    let joined = false;
    const ended = new Promise<Error | undefined>((resolve) => {
      end = () => resolve(undefined);
      consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error));
    });
    consumer.on(consumer.events.GROUP_JOIN, () => (joined = true));
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: concurrency,
        eachBatch: (payload) => workOn(payload, { group, pauses, heartbeatMs }),
      });
      const error = isStopping() ? undefined : await ended;
      if (error && !joined) throw error;
      if (error) logger.warn({ group: name, err: error }, 'a consumer fell out of its group and joins again');
      return pauseMs;
    } catch (error) {
      throw kafkaFailure(error);
    } finally {
      pauses.clear();
      await consumer
        .disconnect()
        .catch((err: unknown) => logger.warn({ group: name, err }, 'a consumer could not leave'));
    }
  }

  const poller = createPoller({
    name: `consumer ${name}`,
    round: life,
    pollMs: pauseMs,
    pauseMs,
    maxPauseMs,
    logger,
    metrics,
  });
  return {
    name: poller.name,
    start: () => poller.start(),
    async stop() {
      const stopped = poller.stop();
      end?.();
      await stopped;
    },
  };
}

/** Partitions that are left alone for a while. */
interface Pauses {
  begin(pause: () => () => void, ms: number): void;
  clear(): void;
}

const LONGEST_MS = 60_000;

function partitionPauses(): Pauses {
  const timers = new Set<NodeJS.Timeout>();
  return {
    begin(pause, ms) {
      const resume = pause();
      const timer = setTimeout(
        () => {
          timers.delete(timer);
          resume();
        },
        Math.min(ms, LONGEST_MS),
      );
      timers.add(timer);
    },
    clear() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

interface Working {
  group: KafkaGroup;
  pauses: Pauses;
  heartbeatMs: number;
}

/** As far as it goes: what is not resolved comes again when the partition's pause is over. */
async function workOn(payload: EachBatchPayload, { group, pauses, heartbeatMs }: Working): Promise<void> {
  const { batch, resolveOffset, heartbeat, commitOffsetsIfNecessary, uncommittedOffsets, isRunning, isStale } = payload;
  const { topic, partition } = batch;
  const records = batch.messages.map((message) => ({ topic, partition, message }));
  for (let at = 0; at < records.length && isRunning() && !isStale();) {
    const some = records.slice(at, at + group.limitOf(records[at]!));
    const pauseMs = await whileBeating(() => group.turn(some), { heartbeat, heartbeatMs });
    if (pauseMs > 0) return pauses.begin(payload.pause, pauseMs);
    resolveOffset(some.at(-1)!.message.offset);
    await commitOffsetsIfNecessary(uncommittedOffsets());
    await heartbeat();
    at += some.length;
  }
}

/** Sends heartbeats during long work, so that the broker keeps the member. If one fails, the heartbeat after the work finds out. */
async function whileBeating<T>(
  work: () => Promise<T>,
  { heartbeat, heartbeatMs }: { heartbeat(): Promise<void>; heartbeatMs: number },
): Promise<T> {
  const timer = setInterval(() => void heartbeat().catch(() => undefined), heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
