import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import type { EphemeralStore } from './ephemeral-store';

interface Entry {
  value: string;
  /** The group that it is a member of. */
  group?: string;
  /** On the clock's scale. */
  endsAt: number;
}

interface Options {
  /** Milliseconds of a clock that only moves forward. */
  nowMs?: () => number;
  /** Beyond this the oldest entries go. */
  maxEntries?: number;
  metrics?: Metrics;
}

const FIRST_SWEEP = 1_024;

/**
 * Short-lived state for one process. Invariant: never more than `maxEntries`. What has ended is dropped when it is
 * asked for, and all of it whenever the store has doubled since it was last swept, so nothing has to run by a timer.
 */
export function inProcessStore({
  nowMs = () => performance.now(),
  maxEntries = 1_000_000,
  metrics = createMetrics(),
}: Options = {}): EphemeralStore {
  const entries = new Map<string, Entry>();
  /** Keys of the members of each group. */
  const groups = new Map<string, Set<string>>();
  const pushedOut = measureStore(metrics, { entries: () => entries.size, maxEntries });
  let sweepAt = Math.min(FIRST_SWEEP, maxEntries);

  function live(key: string): Entry | undefined {
    const entry = entries.get(key);
    if (!entry || entry.endsAt > nowMs()) return entry;
    drop(key);
    return undefined;
  }

  function drop(key: string): void {
    const { group } = entries.get(key) ?? {};
    entries.delete(key);
    if (group === undefined) return;
    const keys = groups.get(group);
    keys?.delete(key);
    if (keys?.size === 0) groups.delete(group);
  }

  function sweep(): void {
    const now = nowMs();
    for (const [key, { endsAt }] of entries) if (endsAt <= now) drop(key);
    // a map keeps its order of insertion
    for (const key of entries.keys()) {
      if (entries.size < maxEntries) break;
      drop(key);
      pushedOut.add(1);
    }
    sweepAt = Math.min(Math.max(FIRST_SWEEP, entries.size * 2), maxEntries);
  }

  function put(key: string, entry: Entry): void {
    drop(key);
    if (entries.size >= sweepAt) sweep();
    entries.set(key, entry);
    if (entry.group !== undefined) groups.set(entry.group, (groups.get(entry.group) ?? new Set()).add(key));
  }

  /** Of two groups and members, never the same. */
  const memberKey = (group: string, member: string) => `${group.length} ${group} ${member}`;

  function membersOf(group: string): Set<string> {
    const alive = [...(groups.get(group) ?? [])].map(live);
    return new Set(alive.flatMap((entry) => (entry ? [entry.value] : [])));
  }

  return {
    async set(key, value, ttlMs) {
      put(key, { value, endsAt: nowMs() + ttlMs });
    },
    async get(key) {
      return live(key)?.value;
    },
    async take(key) {
      const entry = live(key);
      drop(key);
      return entry?.value;
    },
    async increment(key, ttlMs) {
      const entry = live(key);
      const sum = Number(entry?.value ?? 0) + 1;
      put(key, { value: String(sum), endsAt: entry?.endsAt ?? nowMs() + ttlMs });
      return sum;
    },
    async delete(key) {
      drop(key);
    },
    async join(group, member, ttlMs) {
      put(memberKey(group, member), { value: member, group, endsAt: nowMs() + ttlMs });
    },
    async leave(group, member) {
      drop(memberKey(group, member));
    },
    async members(asked) {
      return asked.map(membersOf);
    },
  };
}

/** It is there for as long as its process, and so are its metrics. */
function measureStore(metrics: Metrics, { entries, maxEntries }: { entries: () => number; maxEntries: number }) {
  metrics
    .gauge({ name: 'parley_ephemeral_entries', help: 'Entries of short-lived state in this process' })
    .read(entries);
  metrics
    .gauge({
      name: 'parley_ephemeral_max_entries',
      help: 'Bound of the short-lived state; beyond it the oldest entries are evicted',
    })
    .read(() => maxEntries);
  return metrics.counter({
    name: 'parley_ephemeral_evictions_total',
    help: 'Entries of short-lived state that were evicted before they expired',
  });
}
