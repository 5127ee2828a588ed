import { setTimeout as delay } from 'node:timers/promises';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';
import { inProcessStore } from '@parley/ports/ephemeral/in-process';
import type { TokenBucket } from '@parley/ports/ephemeral/token-bucket';
import { LRUCache } from 'lru-cache';

/** Tokens to take from one bucket. */
export interface Want {
  /** Of the bucket in the store. */
  readonly key: string;
  readonly tokens: number;
  readonly bucket: TokenBucket;
}

/** A bucket that has too few tokens, and the milliseconds until it has them. */
export interface Shortage {
  readonly want: Want;
  readonly waitMs: number;
}

/** Takes tokens for several buckets together. */
export interface BucketLeases {
  /**
   * Takes the tokens of all buckets, or none. Undefined if it took them at once, without asking the store. Resolves to what
   * is short, if anything. It never rejects.
   */
  take(wants: readonly Want[]): Promise<Shortage | undefined> | undefined;
  readonly size: number;
  readonly maxSize: number;
}

interface Options {
  store: Pick<EphemeralStore, 'charge'>;
  /** The store failed: for a while, this process counts by itself. */
  onFailure(error: unknown): void;
  nowMs?: () => number;
  maxLeases?: number;
}

/** Part of a bucket that a process leases from the store at a time. */
const SHARE = 0.05;
/** A store that takes longer counts as failed. */
const STORE_MS = 500;
/** How long the store is not called after a failure. */
const ALONE_MS = 1_000;
const MAX_LEASES = 100_000;

/** Tokens of one bucket that this process has taken from the store and not spent yet. */
interface Lease {
  tokens: number;
  /** After this, the bucket would have been full again without the lease, so what is left of it is void. */
  endsAt: number;
  /** The store has refused so many tokens, until then. */
  refused: { tokens: number; until: number };
  refilling?: Promise<number>;
}

/**
 * Spends tokens of buckets in a store that processes share. A process leases a twentieth of a bucket at a time, so that
 * most requests do not wait for the store; so processes together never spend more than the bucket gives, and each may hold
 * up to a twentieth that the others do not get. If the store fails, the process counts with full buckets of its own.
 */
export function createBucketLeases({
  store,
  onFailure,
  nowMs = () => performance.now(),
  maxLeases = MAX_LEASES,
}: Options): BucketLeases {
  const leases = new LRUCache<string, Lease>({ max: maxLeases });
  const alone = inProcessStore({ nowMs, maxEntries: maxLeases });
  let aloneUntil = -Infinity;

  function leaseOf({ key }: Want): Lease {
    let lease = leases.get(key);
    if (!lease) leases.set(key, (lease = { tokens: 0, endsAt: 0, refused: { tokens: 0, until: 0 } }));
    if (lease.tokens > 0 && lease.endsAt <= nowMs()) lease.tokens = 0;
    return lease;
  }

  async function charge({ key, bucket }: Want, tokens: number): Promise<number> {
    if (nowMs() < aloneUntil) return alone.charge(key, tokens, bucket);
    const giveUp = new AbortController();
    try {
      const late = delay(STORE_MS, undefined, { signal: giveUp.signal, ref: false }).then(() => {
        throw new Error(`The store of limits has not answered within ${STORE_MS} ms`);
      });
      return await Promise.race([store.charge(key, tokens, bucket), late]);
    } catch (error) {
      aloneUntil = nowMs() + ALONE_MS;
      onFailure(error);
      return await alone.charge(key, tokens, bucket);
    } finally {
      giveUp.abort();
    }
  }

  /** Leases what is wanted and some more, or just what is wanted. Returns the milliseconds to wait, 0 if it has leased. */
  async function refill(want: Want, lease: Lease): Promise<number> {
    const { bucket } = want;
    const needed = want.tokens - lease.tokens;
    const some = Math.max(needed, Math.floor(bucket.atOnce * SHARE));
    let [tokens, waitMs] = [some, await charge(want, some)];
    if (waitMs > 0 && needed < some) [tokens, waitMs] = [needed, await charge(want, needed)];
    if (waitMs > 0) lease.refused = { tokens: needed, until: nowMs() + waitMs };
    else {
      lease.tokens += tokens;
      lease.endsAt = nowMs() + (Math.max(tokens, 1) / bucket.perSecond) * 1_000;
    }
    return waitMs;
  }

  /** Milliseconds to wait for what is wanted, 0 if the lease may have it by now. */
  async function lack(want: Want): Promise<number> {
    const lease = leaseOf(want);
    if (lease.tokens >= want.tokens) return 0;
    const { refused, refilling } = lease;
    const leftMs = refused.until - nowMs();
    if (leftMs > 0 && want.tokens - lease.tokens >= refused.tokens) return leftMs;
    // somebody else's refill may not be enough for both
    if (refilling) return refilling.then(() => 0);
    lease.refilling = refill(want, lease);
    try {
      return await lease.refilling;
    } finally {
      lease.refilling = undefined;
    }
  }

  function takeAtOnce(wants: readonly Want[]): boolean {
    const own = wants.map(leaseOf);
    if (own.some((lease, n) => lease.tokens < wants[n]!.tokens)) return false;
    own.forEach((lease, n) => (lease.tokens -= wants[n]!.tokens));
    return true;
  }

  async function takeLater(wants: readonly Want[]): Promise<Shortage | undefined> {
    do {
      const waits = await Promise.all(wants.map(lack));
      const waitMs = Math.max(...waits);
      if (waitMs > 0) return { want: wants[waits.indexOf(waitMs)]!, waitMs };
    } while (!takeAtOnce(wants));
    return undefined;
  }

  return {
    take: (wants) => (takeAtOnce(wants) ? undefined : takeLater(wants)),
    get size() {
      return leases.size;
    },
    maxSize: maxLeases,
  };
}
