import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import type { EphemeralStore } from './ephemeral-store';
import { ExpiringEntries } from './expiring-entries';
import { takeTokens } from './token-bucket';

interface Options {
  /** Milliseconds of a clock that only moves forward. */
  nowMs?: () => number;
  /** Of one purpose; beyond this its oldest entries go. */
  maxEntries?: number;
  metrics?: Metrics;
}

/** Short-lived state for one process. Invariant: never more than `maxEntries` of one purpose, which evict none of another. */
export function inProcessStore({
  nowMs = () => performance.now(),
  maxEntries = 250_000,
  metrics = createMetrics(),
}: Options = {}): EphemeralStore {
  const purposes = new Map<string, ExpiringEntries>();
  const evicted = measureStore(metrics, { purposes, maxEntries });

  /** The entries that this key, or this group, is among. */
  function entriesOf(key: string): ExpiringEntries {
    const purpose = key.slice(0, Math.max(0, key.indexOf(':')));
    const known = purposes.get(purpose);
    if (known) return known;
    const entries = new ExpiringEntries({ nowMs, maxEntries, onEvicted: () => evicted.add(1, { purpose }) });
    purposes.set(purpose, entries);
    return entries;
  }

  /** Of two groups and members, never the same. */
  const memberKey = (group: string, member: string) => `${group.length} ${group} ${member}`;

  return {
    async set(key, value, ttlMs) {
      entriesOf(key).put(key, { value, endsAt: nowMs() + ttlMs });
    },
    async get(key) {
      return entriesOf(key).get(key)?.value;
    },
    async take(key) {
      const entries = entriesOf(key);
      const entry = entries.get(key);
      entries.drop(key);
      return entry?.value;
    },
    async increment(key, ttlMs) {
      const entries = entriesOf(key);
      const entry = entries.get(key);
      const sum = Number(entry?.value ?? 0) + 1;
      entries.put(key, { value: String(sum), endsAt: entry?.endsAt ?? nowMs() + ttlMs });
      return sum;
    },
    async charge(key, tokens, bucket) {
      const entries = entriesOf(key);
      const now = nowMs();
      const { waitMs, fullAt } = takeTokens(bucket, { tokens, now, fullAt: entries.get(key)?.endsAt ?? now });
      if (waitMs > 0) return waitMs;
      entries.put(key, { value: '', endsAt: fullAt });
      return 0;
    },
    async delete(key) {
      entriesOf(key).drop(key);
    },
    async join(group, member, ttlMs) {
      entriesOf(group).put(memberKey(group, member), { value: member, group, endsAt: nowMs() + ttlMs });
    },
    async leave(group, member) {
      entriesOf(group).drop(memberKey(group, member));
    },
    async members(groups) {
      return groups.map((group) => entriesOf(group).membersOf(group));
    },
  };
}

interface Measured {
  purposes: ReadonlyMap<string, ExpiringEntries>;
  maxEntries: number;
}

/** It is there for as long as its process, and so are its metrics. */
function measureStore(metrics: Metrics, { purposes, maxEntries }: Measured) {
  metrics
    .gauge({ name: 'parley_ephemeral_entries', help: 'Entries of short-lived state in this process' })
    .read(() => [...purposes.values()].reduce((sum, { size }) => sum + size, 0));
  metrics
    .gauge({
      name: 'parley_ephemeral_max_entries',
      help: 'Maximum entries of short-lived state for one purpose; beyond it the oldest of that purpose are evicted',
    })
    .read(() => maxEntries);
  return metrics.counter({
    name: 'parley_ephemeral_evictions_total',
    help: 'Entries of short-lived state that were evicted before they expired, by purpose',
    labels: ['purpose'],
  });
}
