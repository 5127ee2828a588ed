import { forbidden } from '@parley/contracts/errors';
import type { TenantId } from '@parley/contracts/ids';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { newEmail, newPassword, normalizeSlug } from '../domain/credentials';
import { checkDevice, type DeviceDescription } from '../domain/device';
import { displayName } from '../domain/profile';
import { findOpenTenant } from '../store/tenants';
import { requestLink } from '../store/requested-links';
import { createAccount } from './create-account';
import { openSession, type SessionTokens } from './open-session';

export interface SignUp {
  tenant: string;
  email: string;
  password: string;
  displayName: string;
  device?: DeviceDescription | null;
}

/**
 * Makes an account, signs it in, and mails a link that proves the address. As the answer is a session at once, and no mail to the address, it can't hide that
 * the address has an account: that is CONFLICT, after the same work, and nothing else is told about it.
 * Errors: VALIDATION_FAILED, FORBIDDEN for a tenant that is closed or not there, CONFLICT.
 */
export const signUp = action(
  'signUp',
  async (context: Context, input: SignUp): Promise<SessionTokens> => {
    const account = { email: newEmail(input.email), displayName: displayName(input.displayName) };
    const password = newPassword(input.password);
    const device = checkDevice(input.device);
    const tenant = await requireOpenTenant(context, input.tenant);
    const passwordHash = await context.passwords.hash(password, context.request.signal);
    return context.databases.of(tenant).transaction(async (tx) => {
      const user = await createAccount(tx, { ...account, tenant, passwordHash });
      if (context.mailer) await requestLink(tx, context, { purpose: 'verify-email', account: user.id });
      return openSession(tx, context, { user, credentialsVersion: 0, device });
    });
  },
  { subject: (_, session) => session?.user.id },
);

async function requireOpenTenant({ databases }: Context, name: string): Promise<TenantId> {
  const slug = normalizeSlug(name);
  const tenant = slug && (await findOpenTenant(databases.system, slug));
  if (!tenant) throw forbidden('Sign-up is not open here');
  return tenant;
}
