import { update, type UseStore } from 'idb-keyval';
import { randomId } from '../session/random-id.js';
import { createPause } from '../transport/pause.js';
import type { Locks } from './locks.js';

interface Lease {
  readonly owner: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** A tab that was closed holds a lock for no longer. */
const LEASE_MS = 10_000;
const RENEW_EVERY_MS = 3_000;
const LOOK_EVERY_MS = 250;

/**
 * Locks over all tabs of an origin, as leases in its IndexedDB: for pages without the Web Locks API, which browsers have in
 * secure contexts only.
 */
export function leases(store: UseStore): Locks {
  return {
    async hold(name, work, signal) {
      const lease = { key: `lock:${name}`, owner: randomId(), store };
      const pause = createPause();
      while (!(await claim(lease))) {
        await pause.wait(LOOK_EVERY_MS);
        signal?.throwIfAborted();
      }
      const renewal = setInterval(() => void claim(lease).catch(() => undefined), RENEW_EVERY_MS);
      try {
        signal?.throwIfAborted();
        return await work();
      } finally {
        clearInterval(renewal);
        await release(lease);
      }
    },
  };
}

interface Claim {
  readonly key: string;
  readonly owner: string;
  readonly store: UseStore;
}

/** False while another one holds it. */
async function claim({ key, owner, store }: Claim): Promise<boolean> {
  let isMine = false;
  const taken = (held: Lease | undefined): Lease => {
    isMine = !held || held.owner === owner || held.until < Date.now();
    return isMine ? { owner, until: Date.now() + LEASE_MS } : held!;
  };
  await update(key, taken, store);
  return isMine;
}

const release = ({ key, owner, store }: Claim): Promise<void> =>
  update<Lease | undefined>(key, (held) => (held?.owner === owner ? undefined : held), store);
