import type { Viewer } from '@parley/contracts/principal';
import { SocketClosure, TRY_AGAIN_LATER } from './close';

/** Sockets that one person, and all of one tenant, may have open in this process at once. */
export interface SocketQuotas {
  perUser: number;
  perTenant: number;
}

export interface Quotas {
  /** Counts a socket of this viewer until the callback is called. Errors: closes with 1013 where it is one too many. */
  claim(viewer: Viewer): () => void;
}

export function createQuotas({ perUser, perTenant }: SocketQuotas): Quotas {
  const users = counter(perUser, 'of one person');
  const tenants = counter(perTenant, 'of one tenant');
  return {
    claim({ tenant, user }) {
      const releaseUser = users(user);
      try {
        const releaseTenant = tenants(tenant);
        return () => {
          releaseUser();
          releaseTenant();
        };
      } catch (error) {
        releaseUser();
        throw error;
      }
    },
  };
}

function counter(most: number, whose: string): (key: string) => () => void {
  const counts = new Map<string, number>();
  return (key) => {
    const count = counts.get(key) ?? 0;
    if (count >= most) throw new SocketClosure(TRY_AGAIN_LATER, `QUOTA_EXCEEDED: at most ${most} sockets ${whose}`);
    counts.set(key, count + 1);
    return () => {
      const left = counts.get(key)! - 1;
      if (left > 0) counts.set(key, left);
      else counts.delete(key);
    };
  };
}
