/** Short-lived state: tickets, rate limits, presence, typing. May be lost at any time: nothing durable lives here. */
export interface EphemeralStore {
  /** Overwrites. Gone after `ttlMs` milliseconds. */
  set(key: string, value: string, ttlMs: number): Promise<void>;
  get(key: string): Promise<string | undefined>;
  /** Reads and deletes in one step: of several callers, one gets the value. */
  take(key: string): Promise<string | undefined>;
  /** Adds one and gives the sum; the first call starts the `ttlMs` after which it is 0 again. */
  increment(key: string, ttlMs: number): Promise<number>;
  delete(key: string): Promise<void>;
  /** Puts one member into a group, where it dies by itself after `ttlMs`; who is in already lives on from then. */
  join(group: string, member: string, ttlMs: number): Promise<void>;
  /** Takes a member out; also where it is not in. */
  leave(group: string, member: string): Promise<void>;
  /** The members that are alive of each of the groups, in the order asked for. */
  members(groups: readonly string[]): Promise<ReadonlySet<string>[]>;
}
