import { unavailable } from '@parley/contracts/errors';
import { groupBy } from '@parley/runtime/group-by';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import pLimit from 'p-limit';
import { measureLanes } from './lane-metrics';

/** The result of an item that was not committed, because somebody holds a lock that its key needs. */
export const HELD = Symbol('held');

export interface Lanes<Item, Result> {
  /** Resolves once `item` is committed, in the order of submission for one key. Errors: UNAVAILABLE when its queue is full. */
  submit(key: string, item: Item): Promise<Result>;
  /** Items that wait in all lanes. */
  readonly depth: number;
  /** Resolves when every submitted item has its result. Call it when nothing more will be submitted. */
  drain(): Promise<void>;
}

interface Waiting<Item, Result> {
  key: string;
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** Items in their order. */
interface Queue<Item, Result> {
  waiting: Waiting<Item, Result>[];
  /** How many of the first are committed one by one, because a batch with them failed. */
  alone: number;
  turn?: Promise<void>;
}

interface LaneOptions<Item, Result> {
  /** Its name in metrics. */
  name: string;
  lanes: number;
  /** The most items in one commit. */
  batch: number;
  /** The most items that wait in one lane, and the most whose keys are held. */
  capacity: number;
  /** The most keys whose locks are waited for at the same time: each takes a connection. */
  heldAtOnce: number;
  /**
   * Commits all of them in one transaction; results in the order of the items. Unless it may `wait`, it waits for no lock that
   * somebody holds: the items that need it are HELD, and it commits the others. All or none of a key are HELD.
   */
  commit(items: readonly Item[], how: { wait: boolean }): Promise<readonly (Result | typeof HELD)[]>;
  metrics?: Metrics;
}

/**
 * Group commit: each turn of a lane commits all items that wait in it, of any key, in one transaction. An idle lane commits
 * an item immediately; a busy one commits groups. A lane waits for no lock: items of a key that is held leave it, and wait in a
 * queue of that key, with all later items of the key, until these are committed. If a batch fails, its items are committed one
 * by one, so that a bad item fails alone. If the database is down, all items of the batch fail with UNAVAILABLE.
 * Invariant: an item is committed after all items of the same key that were submitted before it.
 */
export function createLanes<Item, Result>({
  name,
  lanes: count,
  batch,
  capacity,
  heldAtOnce,
  commit,
  metrics = createMetrics(),
}: LaneOptions<Item, Result>): Lanes<Item, Result> {
  const lanes = Array.from({ length: count }, (): Queue<Item, Result> => ({ waiting: [], alone: 0 }));
  const held = new Map<string, Queue<Item, Result>>();
  const inTurn = pLimit(heldAtOnce);

  /** Commits the first items of a queue. Returns those that are HELD. */
  async function commitNext(queue: Queue<Item, Result>, how: { wait: boolean }): Promise<Waiting<Item, Result>[]> {
    const entries = queue.waiting.splice(0, queue.alone > 0 ? 1 : batch);
    queue.alone = Math.max(0, queue.alone - 1);
    try {
      const results = await measured.commit(entries.length, () =>
        commit(
          entries.map(({ item }) => item),
          how,
        ),
      );
      return entries.filter(({ resolve }, n) => {
        const result = results[n]!;
        if (result !== HELD) resolve(result);
        return result === HELD;
      });
    } catch (error) {
      const gone = (error as { code?: string }).code === 'UNAVAILABLE';
      if (gone || entries.length === 1) entries.forEach(({ reject }) => reject(error));
      else {
        queue.waiting.unshift(...entries);
        queue.alone = entries.length;
      }
      return [];
    }
  }

  async function turnOf(lane: Queue<Item, Result>): Promise<void> {
    while (lane.waiting.length > 0) {
      const left = await commitNext(lane, { wait: false });
      for (const [key, entries] of groupBy(left, (entry) => entry.key)) hold(lane, key, entries);
    }
    lane.turn = undefined;
  }

  /** Moves items of a key out of their lane, with those that wait behind them. */
  function hold(lane: Queue<Item, Result>, key: string, entries: Waiting<Item, Result>[]): void {
    const { waiting } = lane;
    lane.waiting = waiting.filter((entry) => entry.key !== key);
    const queue = { waiting: [...entries, ...waiting.filter((entry) => entry.key === key)], alone: 0 };
    held.set(key, queue);
    Object.assign(queue, { turn: turnOfHeld(key, queue) });
  }

  async function turnOfHeld(key: string, queue: Queue<Item, Result>): Promise<void> {
    while (queue.waiting.length > 0) await inTurn(() => commitNext(queue, { wait: true }));
    held.delete(key);
  }

  const sizeOf = (queues: Iterable<Queue<Item, Result>>) => {
    let size = 0;
    for (const { waiting } of queues) size += waiting.length;
    return size;
  };
  const depth = () => sizeOf(lanes) + sizeOf(held.values());
  const measured = measureLanes(metrics, {
    name,
    entries: depth,
    maxEntries: (count + 1) * capacity,
    held: () => held.size,
  });

  /** The queue that the next item of a key waits in. Errors: UNAVAILABLE. */
  function queueOf(key: string): Queue<Item, Result> {
    const own = held.get(key);
    const lane = lanes[laneOf(key, count)]!;
    // a tenth, so that one key leaves room for others
    const isFull = own
      ? own.waiting.length >= capacity / 10 || sizeOf(held.values()) >= capacity
      : lane.waiting.length >= capacity;
    if (isFull) throw unavailable('Too many writes are waiting');
    return own ?? lane;
  }

  return {
    get depth() {
      return depth();
    },
    async submit(key, item) {
      const queue = queueOf(key);
      return new Promise((resolve, reject) => {
        queue.waiting.push({ key, item, resolve, reject });
        queue.turn ??= turnOf(queue);
      });
    },
    async drain() {
      for (;;) {
        const turn = [...lanes, ...held.values()].find((queue) => queue.turn !== undefined)?.turn;
        if (!turn) break;
        await turn;
      }
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
