import type { TokenBucket } from './token-bucket';

/**
 * Short-lived state: tickets, rate limits, presence, typing. May be lost at any time: nothing durable lives here. A
 * key begins with what it is for and a colon, as in `ticket:1234`.
 */
export interface EphemeralStore {
  /** Overwrites. Gone after `ttlMs` milliseconds. */
  set(key: string, value: string, ttlMs: number): Promise<void>;
  get(key: string): Promise<string | undefined>;
  /** Reads and deletes in one step: of several callers, one gets the value. */
  take(key: string): Promise<string | undefined>;
  /** Adds one and gives the sum; the first call starts the `ttlMs` after which it is 0 again. */
  increment(key: string, ttlMs: number): Promise<number>;
  /**
   * Takes so many tokens from the bucket of this key, which begins full, or none. Gives 0 if it took them, otherwise the
   * milliseconds until it has them. More tokens than the bucket holds are taken from a full one, which is in debt then.
   */
  charge(key: string, tokens: number, bucket: TokenBucket): Promise<number>;
  delete(key: string): Promise<void>;
  /** Puts one member into a group, where it dies by itself after `ttlMs`; who is in already lives on from then. */
  join(group: string, member: string, ttlMs: number): Promise<void>;
  /** Takes a member out; also where it is not in. */
  leave(group: string, member: string): Promise<void>;
  /** The members that are alive of each of the groups, in the order of the arguments. */
  members(groups: readonly string[]): Promise<ReadonlySet<string>[]>;
}
