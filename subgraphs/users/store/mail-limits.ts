import { rateLimited } from '@parley/contracts/errors';
import { hashToken } from '@parley/identity/opaque-token';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';
import { networkOf } from '@parley/runtime/network';

/** Limits mails that people cause. */
export interface MailLimits {
  /**
   * Whether a mail may be sent to this address of a tenant, be there an account or not. Errors: RATE_LIMITED for a network
   * that asked too often, whomever for.
   */
  admitsReset(claimed: { tenant: string; email: string; address: string | undefined }): Promise<boolean>;
  /** Errors: RATE_LIMITED for somebody who asked too often. */
  admit(user: string): Promise<void>;
  /** For a mail that invites an address. Errors: RATE_LIMITED for somebody who invited too many, and for an address that was invited too often. */
  admitInvitation(invitation: { user: string; tenant: string; email: string }): Promise<void>;
}

const HOUR_SECONDS = 3_600;
const perHour = (count: number) => ({ atOnce: count, perSecond: count / HOUR_SECONDS });
const RESETS_OF_ACCOUNT = perHour(3);
const RESETS_OF_NETWORK = perHour(30);
const MAILS_OF_USER = perHour(5);
/** A workspace may begin with an invitation to each of its people. */
const INVITATIONS_OF_USER = perHour(200);
const INVITATIONS_TO_ADDRESS = perHour(3);

export function createMailLimits(store: EphemeralStore): MailLimits {
  const charge = (name: string, subject: string, limit: ReturnType<typeof perHour>): Promise<number> =>
    store.charge(`mails:${name}:${hashToken(subject).toString('base64url')}`, 1, limit);

  async function spend(name: string, subject: string, limit: ReturnType<typeof perHour>): Promise<void> {
    const waitMs = await charge(name, subject, limit);
    if (waitMs > 0) throw rateLimited('Too many mails; try again later', waitMs);
  }

  return {
    async admitsReset({ tenant, email, address = '' }) {
      const network = networkOf(address);
      if (network) await spend('network', network, RESETS_OF_NETWORK);
      return (await charge('account', `${tenant} ${email}`, RESETS_OF_ACCOUNT)) === 0;
    },
    admit: (user) => spend('user', user, MAILS_OF_USER),
    async admitInvitation({ user, tenant, email }) {
      await spend('invitations', user, INVITATIONS_OF_USER);
      await spend('invited', `${tenant} ${email}`, INVITATIONS_TO_ADDRESS);
    },
  };
}
