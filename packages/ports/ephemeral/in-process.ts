import type { EphemeralStore } from './ephemeral-store';

interface Entry {
  value: string;
  /** On the clock's scale. */
  endsAt: number;
}

interface Options {
  /** Milliseconds of a clock that only moves forward. */
  nowMs?: () => number;
  /** Beyond this the oldest entries go. */
  maxEntries?: number;
}

const FIRST_SWEEP = 1_024;

/**
 * Short-lived state for one process. Invariant: never more than `maxEntries`. What has ended is dropped when it is
 * asked for, and all of it whenever the store has doubled since it was last swept, so nothing has to run by a timer.
 */
export function inProcessStore({
  nowMs = () => performance.now(),
  maxEntries = 1_000_000,
}: Options = {}): EphemeralStore {
  const entries = new Map<string, Entry>();
  let sweepAt = Math.min(FIRST_SWEEP, maxEntries);

  function live(key: string): Entry | undefined {
    const entry = entries.get(key);
    if (!entry || entry.endsAt > nowMs()) return entry;
    entries.delete(key);
    return undefined;
  }

  function sweep(): void {
    const now = nowMs();
    for (const [key, { endsAt }] of entries) if (endsAt <= now) entries.delete(key);
    // a map keeps its order of insertion
    for (const key of entries.keys()) {
      if (entries.size < maxEntries) break;
      entries.delete(key);
    }
    sweepAt = Math.min(Math.max(FIRST_SWEEP, entries.size * 2), maxEntries);
  }

  function put(key: string, entry: Entry): void {
    entries.delete(key);
    if (entries.size >= sweepAt) sweep();
    entries.set(key, entry);
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
      entries.delete(key);
      return entry?.value;
    },
    async increment(key, ttlMs) {
      const entry = live(key);
      const sum = Number(entry?.value ?? 0) + 1;
      put(key, { value: String(sum), endsAt: entry?.endsAt ?? nowMs() + ttlMs });
      return sum;
    },
    async delete(key) {
      entries.delete(key);
    },
  };
}
