import { createHash } from 'node:crypto';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { LiveBus } from './live-bus';

interface SpreadOptions {
  /** Channels that a busy topic is spread over. */
  shards: number;
  /** Name of this process, which no other one has: says which shard of each topic it hears. */
  listener: string;
  /** Messages that this process publishes to a topic in a second; with more of them the topic is busy. */
  busyPerSecond: number;
  /** Topics that may be spread: those whose listeners bring what they hear into order themselves. */
  isSpread(topic: string): boolean;
  metrics: Metrics;
}

const shardOf = (topic: string, shard: number): string => `${topic}#shard${shard}`;

/**
 * A bus on which no server carries a busy topic alone: its messages go to the channels `topic#shard0`, `topic#shard1` …,
 * which a cluster has on different servers. Each process hears the topic itself and always the same one of its shards,
 * and a message goes either to the topic or to all of its shards. So it arrives once, whoever thinks that the topic is
 * busy; messages may come out of order where it becomes so, or no longer is.
 */
export function spreadBus(
  bus: LiveBus,
  { shards, listener, busyPerSecond, isSpread, metrics }: SpreadOptions,
): LiveBus {
  const all = Array.from({ length: shards }, (_, shard) => shard);
  const own = createHash('sha256').update(listener).digest().readUInt32BE() % shards;
  const perSecond = createRates();
  const spread = metrics.counter({
    name: 'parley_bus_spread_total',
    help: 'Messages that went to all shards of a busy topic instead of to the topic',
  });

  return {
    async publish(topic, message) {
      if (!isSpread(topic) || perSecond(topic) <= busyPerSecond) return bus.publish(topic, message);
      spread.add(1);
      await Promise.all(all.map((shard) => bus.publish(shardOf(topic, shard), message)));
    },
    async subscribe(topic, hear) {
      const leave = await bus.subscribe(topic, hear);
      if (!isSpread(topic)) return leave;
      try {
        const leaveShard = await bus.subscribe(shardOf(topic, own), hear);
        return () => {
          leave();
          leaveShard();
        };
      } catch (error) {
        leave();
        throw error;
      }
    },
  };
}

/** Counts, for each key, how often it was called for it in this second, or in the one before if that was more often. */
function createRates(): (key: string) => number {
  let second = 0;
  let counts = new Map<string, number>();
  let before = new Map<string, number>();
  return (key) => {
    const now = Math.floor(performance.now() / 1_000);
    if (now !== second) {
      before = now === second + 1 ? counts : new Map<string, number>();
      counts = new Map();
      second = now;
    }
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return Math.max(count, before.get(key) ?? 0);
  };
}
