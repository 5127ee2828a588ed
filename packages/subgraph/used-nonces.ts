interface UsedNoncesOptions {
  /** Nonces that are remembered at one time. */
  maxEntries: number;
}

export interface UsedNonces {
  readonly size: number;
  /** Remembers the nonce until `expiresAt` (seconds since 1970). */
  use(nonce: string, expiresAt: number): 'first' | 'repeated' | 'full';
}

/**
 * The nonces of signatures that are still valid.
 * Invariant: a nonce is `first` once before it expires. So none is evicted early: when there is no room, it is `full`.
 */
export function createUsedNonces({ maxEntries }: UsedNoncesOptions, now = () => Date.now()): UsedNonces {
  // in the order in which they came: nearly that in which they expire
  const expiries = new Map<string, number>();

  function forgetExpired(): void {
    const seconds = Math.floor(now() / 1_000);
    for (const [nonce, expiresAt] of expiries) {
      if (expiresAt > seconds) return;
      expiries.delete(nonce);
    }
  }

  return {
    get size() {
      return expiries.size;
    },
    use(nonce, expiresAt) {
      forgetExpired();
      if (expiries.has(nonce)) return 'repeated';
      if (expiries.size >= maxEntries) return 'full';
      expiries.set(nonce, expiresAt);
      return 'first';
    },
  };
}
