import { forbidden, invalid } from '@parley/contracts/errors';
import type { UserId } from '@parley/contracts/ids';
import { action } from '@parley/subgraph/action';
import type { Transaction } from '@parley/database/database';
import type { Context } from '../context';
import { newEmail, newPassword, normalizeSlug } from '../domain/credentials';
import { checkDevice, type DeviceDescription } from '../domain/device';
import { displayName } from '../domain/profile';
import { maySignUp } from '../domain/tenant';
import { findInvitation, useInvitation, type InvitationRow } from '../store/invitations';
import { requestLink } from '../store/requested-links';
import { findTenantBySlug, type TenantRow } from '../store/tenants';
import { createAccount } from './create-account';
import { joinByInvitation } from './join-by-invitation';
import { openSession, type SessionTokens } from './open-session';

export interface SignUp {
  tenant: string;
  email: string;
  password: string;
  displayName: string;
  device?: DeviceDescription | null;
  invitationCode?: string | null;
}

/**
 * Makes an account and signs it in, lets it into the conversation of the invitation, and mails a link that proves the address. As the answer is a session at once,
 * and no mail to the address, it can't hide that the address has an account: that is CONFLICT, after the same work, and
 * nothing else is told about it. Errors: VALIDATION_FAILED, also for an invitation that is not valid any more; FORBIDDEN for a
 * tenant that is closed, suspended or not there; QUOTA_EXCEEDED for one that is full; CONFLICT.
 */
export const signUp = action(
  'signUp',
  async (context: Context, input: SignUp): Promise<SessionTokens> => {
    const account = { email: newEmail(input.email), displayName: displayName(input.displayName) };
    const password = newPassword(input.password);
    const device = checkDevice(input.device);
    const code = input.invitationCode ?? undefined;
    const { tenant, invitation } = await requireAdmission(context, { slug: input.tenant, email: account.email, code });
    const passwordHash = await context.passwords.hash(password, context.request.signal);
    return context.databases.of(tenant.id).transaction(async (tx) => {
      const role = invitation?.role;
      const user = await createAccount(tx, { ...account, tenant: tenant.id, passwordHash, ...(role && { role }) });
      if (code !== undefined) await useUp(tx, context, { code, person: user.id });
      if (context.mailer) await requestLink(tx, context, { purpose: 'verify-email', account: user.id });
      return openSession(tx, context, { user, credentialsVersion: 0, device });
    });
  },
  { subject: (_, session) => session?.user.id },
);

interface Application {
  slug: string;
  email: string;
  code: string | undefined;
}

async function requireAdmission(
  { databases: { system } }: Context,
  { slug: text, email, code }: Application,
): Promise<{ tenant: TenantRow; invitation?: InvitationRow }> {
  const slug = normalizeSlug(text);
  const tenant = slug === undefined ? undefined : await findTenantBySlug(system, slug);
  if (!tenant || tenant.suspendedAt) throw notOpen();
  const invitation = code === undefined ? undefined : await findInvitation(system, code);
  if (code !== undefined && (invitation?.tenant !== tenant.id || (invitation.email ?? email) !== email))
    throw badInvitation();
  const byOperators = invitation?.createdBy === null;
  if (!maySignUp(tenant, { email, ...(invitation && { invitation: { byOperators } }) })) throw notOpen();
  return { tenant, invitation };
}

/** After the account: only a person who is there can use an invitation. Errors: VALIDATION_FAILED if others were faster. */
async function useUp(
  tx: Transaction,
  context: Context,
  { code, person }: { code: string; person: UserId },
): Promise<void> {
  const invitation = await useInvitation(tx, { code, person });
  if (!invitation) throw badInvitation();
  await joinByInvitation(tx, context, { invitation, person });
}

const notOpen = () => forbidden('Sign-up is not open here');
const badInvitation = () => invalid({ field: 'input.invitationCode', problem: 'is no invitation, or no longer' });
