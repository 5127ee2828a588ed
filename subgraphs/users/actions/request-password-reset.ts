import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { normalizeEmail, normalizeSlug } from '../domain/credentials';
import { requestLink } from '../store/requested-links';

export interface RequestPasswordReset {
  tenant: string;
  email: string;
}

/**
 * Mails a link to the account of this address, if there is one. A worker looks for it, so that the work here is the same
 * for each address. Errors: RATE_LIMITED for a network that asks too often.
 */
export const requestPasswordReset = action(
  'requestPasswordReset',
  async (context: Context, input: RequestPasswordReset): Promise<boolean> => {
    const { mailLimits, mailer, databases, request } = context;
    const tenant = normalizeSlug(input.tenant) ?? '';
    const email = normalizeEmail(input.email) ?? '';
    const isAdmitted = await mailLimits.admitsReset({ tenant, email, address: request.address });
    if (isAdmitted && mailer)
      await databases.system.transaction((tx) =>
        requestLink(tx, context, { purpose: 'reset-password', tenant, email }),
      );
    return true;
  },
);
