import { ParleyError } from '@parley/contracts/errors';
import type { TenantId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';

/** Sockets, and subscriptions over HTTP, that one person, and all of one tenant, may have open in this process at once. */
export interface ConnectionQuotas {
  perUser: number;
  perTenant: number;
}

/** Connections of tenants over all processes. */
export interface SharedQuota {
  /** Counts one more until the callback is called. Errors: QUOTA_EXCEEDED where the tenant may have no more. */
  claim(tenant: TenantId): Promise<() => void>;
}

export interface Quotas {
  /** Counts a connection of this viewer until the callback is called. Errors: QUOTA_EXCEEDED where it is one too many. */
  claim(viewer: Viewer): Promise<() => void>;
}

export function createQuotas({ perUser, perTenant }: ConnectionQuotas, shared?: SharedQuota): Quotas {
  const users = counter(perUser, 'of one person');
  const tenants = counter(perTenant, 'of one tenant');
  return {
    async claim({ tenant, user }) {
      const releases: (() => void)[] = [];
      const release = () => releases.forEach((one) => one());
      try {
        releases.push(users(user));
        releases.push(tenants(tenant));
        if (shared) releases.push(await shared.claim(tenant));
        return release;
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}

function counter(most: number, whose: string): (key: string) => () => void {
  const counts = new Map<string, number>();
  return (key) => {
    const count = counts.get(key) ?? 0;
    if (count >= most) throw new ParleyError('QUOTA_EXCEEDED', `At most ${most} connections ${whose}`);
    counts.set(key, count + 1);
    return () => {
      const left = counts.get(key)! - 1;
      if (left > 0) counts.set(key, left);
      else counts.delete(key);
    };
  };
}
