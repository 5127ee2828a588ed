import type { Transaction } from '@parley/database/database';
import type { Context } from '../context';
import type { InvitationRow } from '../store/invitations';
import type { TenantRow } from '../store/tenants';

/** Where a browser accepts an invitation. */
export const invitationUrl = (origin: string, { code, slug }: { code: string; slug: string }): string =>
  `${origin.replace(/\/$/, '')}/invite?${new URLSearchParams({ code, tenant: slug }).toString()}`;

interface Invited {
  invitation: InvitationRow & { code: string };
  tenant: Pick<TenantRow, 'slug' | 'name'>;
  /** Name of who invites. */
  inviter: string;
}

/** Mails an invitation to its address. The link leads to PUBLIC_URL: where the request came in says nothing of where mails lead. */
export async function mailInvitation(
  tx: Transaction,
  { mailer, publicUrl }: Pick<Context, 'mailer' | 'publicUrl'>,
  { invitation: { email, code, expiresAt }, tenant, inviter }: Invited,
): Promise<void> {
  if (!mailer || !email) return;
  const lines = [
    `${inviter} invites you to ${tenant.name}. Open this link to join:`,
    '',
    invitationUrl(publicUrl(), { code, slug: tenant.slug }),
    '',
    `It works once, for this address, until ${expiresAt.toISOString()}.`,
    'If you do not know who this is, there is nothing to do.',
  ];
  await mailer.post(tx, { to: email, subject: `An invitation to ${tenant.name}`, text: lines.join('\n') });
}
