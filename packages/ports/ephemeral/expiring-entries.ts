interface Entry {
  value: string;
  /** The group that it is a member of. */
  group?: string;
  /** On the clock's scale. */
  endsAt: number;
}

interface Options {
  nowMs: () => number;
  /** Beyond this the oldest entries go. */
  maxEntries: number;
  onEvicted(): void;
}

const FIRST_SWEEP = 1_024;

/**
 * Entries of one purpose. Invariant: never more than `maxEntries`. What has ended is dropped when it is read, and all
 * of it whenever the entries have doubled since the last sweep, so nothing has to run by a timer.
 */
export class ExpiringEntries {
  private readonly entries = new Map<string, Entry>();
  /** Keys of the members of each group. */
  private readonly groups = new Map<string, Set<string>>();
  private sweepAt: number;

  constructor(private readonly options: Options) {
    this.sweepAt = Math.min(FIRST_SWEEP, options.maxEntries);
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    if (!entry || entry.endsAt > this.options.nowMs()) return entry;
    this.drop(key);
    return undefined;
  }

  put(key: string, entry: Entry): void {
    this.drop(key);
    if (this.entries.size >= this.sweepAt) this.sweep();
    this.entries.set(key, entry);
    const { group } = entry;
    if (group !== undefined) this.groups.set(group, (this.groups.get(group) ?? new Set()).add(key));
  }

  drop(key: string): void {
    const { group } = this.entries.get(key) ?? {};
    this.entries.delete(key);
    if (group === undefined) return;
    const keys = this.groups.get(group);
    keys?.delete(key);
    if (keys?.size === 0) this.groups.delete(group);
  }

  membersOf(group: string): Set<string> {
    const alive = [...(this.groups.get(group) ?? [])].map((key) => this.get(key));
    return new Set(alive.flatMap((entry) => (entry ? [entry.value] : [])));
  }

  private sweep(): void {
    const now = this.options.nowMs();
    for (const [key, { endsAt }] of this.entries) if (endsAt <= now) this.drop(key);
    // a map keeps its order of insertion
    for (const key of this.entries.keys()) {
      if (this.entries.size < this.options.maxEntries) break;
      this.drop(key);
      this.options.onEvicted();
    }
    this.sweepAt = Math.min(Math.max(FIRST_SWEEP, this.entries.size * 2), this.options.maxEntries);
  }
}
