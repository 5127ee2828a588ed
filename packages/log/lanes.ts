import { unavailable } from '@parley/contracts/errors';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { measureLanes } from './lane-metrics';

export interface Lanes<Item, Result> {
  /** Resolves once `item` is committed, in the order of submission for one key. Errors: UNAVAILABLE when its lane is full. */
  submit(key: string, item: Item): Promise<Result>;
  /** Items that wait in all lanes. */
  readonly depth: number;
  /** Resolves when every submitted item has its result. Call it when nothing more will be submitted. */
  drain(): Promise<void>;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

interface LaneOptions<Item, Result> {
  /** What it is called in metrics. */
  name: string;
  lanes: number;
  /** The most items in one commit. */
  batch: number;
  /** The most items that wait in one lane. */
  capacity: number;
  /** Commits all of them in one transaction; results in the order of the items. */
  commit(items: readonly Item[]): Promise<readonly Result[]>;
  metrics?: Metrics;
}

/**
 * Group commit: each turn of a lane commits all items that wait in it, of any key, in one transaction. An idle lane commits
 * an item immediately; a busy one commits groups. If a batch fails, the lane commits its items one by one, so that a bad item
 * fails alone. If the database is down, all items of the batch fail with UNAVAILABLE.
 * Invariant: an item is committed after all items of the same key that were submitted before it.
 */
export function createLanes<Item, Result>({
  name,
  lanes: count,
  batch,
  capacity,
  commit,
  metrics = createMetrics(),
}: LaneOptions<Item, Result>): Lanes<Item, Result> {
  type Entry = Waiting<Item, Result>;
  const lanes = Array.from({ length: count }, () => ({
    waiting: [] as Entry[],
    turn: undefined as Promise<void> | undefined,
  }));

  async function commitAll(entries: readonly Entry[]): Promise<void> {
    const results = await measured.commit(entries.length, () => commit(entries.map(({ item }) => item)));
    entries.forEach(({ resolve }, n) => resolve(results[n]!));
  }

  async function commitEach(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) await commitAll([entry]).catch(entry.reject);
  }

  async function turn(lane: (typeof lanes)[number]): Promise<void> {
    for (;;) {
      const entries = lane.waiting.splice(0, batch);
      if (entries.length === 0) break;
      await commitAll(entries).catch((error: unknown) => {
        const gone = (error as { code?: string }).code === 'UNAVAILABLE';
        if (gone || entries.length === 1) entries.forEach(({ reject }) => reject(error));
        else return commitEach(entries);
      });
    }
    lane.turn = undefined;
  }

  const depth = () => lanes.reduce((sum, { waiting }) => sum + waiting.length, 0);
  const measured = measureLanes(metrics, { name, entries: depth, maxEntries: count * capacity });

  return {
    get depth() {
      return depth();
    },
    submit(key, item) {
      const lane = lanes[laneOf(key, count)]!;
      if (lane.waiting.length >= capacity) return Promise.reject(unavailable('Too many writes are waiting'));
      return new Promise((resolve, reject) => {
        lane.waiting.push({ item, resolve, reject });
        lane.turn ??= turn(lane);
      });
    },
    async drain() {
      for (const lane of lanes) await lane.turn;
      measured.stop();
    },
  };
}

/** FNV-1a (draft-eastlake-fnv), 32 bits: the same lane for the same key, always. */
function laneOf(key: string, count: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % count;
}
