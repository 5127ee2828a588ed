import { ParleyError } from '@parley/contracts/errors';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';
import type { Databases } from '@parley/database/database';
import { networkOf } from '@parley/runtime/network';
import type { DeviceDescription } from '../domain/device';
import { createAttempts, type Attempt } from './attempts';
import { isKnownDevice } from './devices';

/** An attempt to sign in: the account may not exist. */
export interface Claimed {
  tenant: string;
  email: string;
  device: DeviceDescription | null | undefined;
  /** IP address of the client. */
  address: string | undefined;
}

export interface SignInLimits {
  /** Errors: RATE_LIMITED. */
  begin(claimed: Claimed): Promise<Attempt>;
}

interface Parts {
  database: Databases;
  ephemeral: EphemeralStore;
}

/**
 * Limits wrong passwords for one account from one network, for one account from anywhere, and for all accounts from one
 * network. None of these refuses a device that the account has been used on before, which has a limit of its own: strangers
 * can't lock anybody out.
 */
export function createSignInLimits({ database, ephemeral }: Parts): SignInLimits {
  const pairs = createAttempts(ephemeral, { name: 'account-and-network', free: 10 });
  const accounts = createAttempts(ephemeral, { name: 'account', free: 30, keepsFailures: true });
  const networks = createAttempts(ephemeral, { name: 'network', free: 100, keepsFailures: true });
  const devices = createAttempts(ephemeral, { name: 'device', free: 10 });

  return {
    async begin({ tenant, email, device, address = '' }) {
      const account = `${tenant} ${email}`;
      const network = networkOf(address);
      try {
        return all(
          await Promise.all([
            pairs.begin(`${account} ${network}`),
            accounts.begin(account),
            ...(network ? [networks.begin(network).then(uncounted)] : []),
          ]),
        );
      } catch (error) {
        const fingerprint = device?.fingerprint;
        const isLimited = error instanceof ParleyError && error.code === 'RATE_LIMITED';
        if (!isLimited || !fingerprint || !(await isKnownDevice(database.system, { tenant, email, fingerprint })))
          throw error;
        return devices.begin(`${account} ${fingerprint}`);
      }
    },
  };
}

const all = (attempts: readonly Attempt[]): Attempt => ({
  failures: Math.max(...attempts.map(({ failures }) => failures)),
  failed: async () => void (await Promise.all(attempts.map((attempt) => attempt.failed()))),
  succeeded: async () => void (await Promise.all(attempts.map((attempt) => attempt.succeeded()))),
});

/** Failures of others from the same network say nothing of this account. */
const uncounted = (attempt: Attempt): Attempt => ({ ...attempt, failures: 0 });
