import type { UserId } from '@parley/contracts/ids';
import type { Transaction } from '@parley/database/database';
import type { Context } from '../context';
import { noticeMail, type NoticeKind } from '../domain/account-mails';
import { claimNotice } from '../store/notices';

interface Notified {
  account: UserId;
  kind: NoticeKind;
  /** Instead of the account's address, which must be proven. */
  to?: string;
}

/**
 * Mails somebody that their account changed, with the commit: perhaps it was not they who changed it. At most one mail an
 * hour of each kind, and only to an address that was proven: otherwise it may be a stranger's.
 */
export async function notifyAccount(
  tx: Transaction,
  { mailer, request, now, publicUrl }: Context,
  { account, kind, to }: Notified,
): Promise<void> {
  if (!mailer) return;
  const recipient = await claimNotice(tx, { account, kind, to, at: now() });
  if (recipient === undefined) return;
  const facts = { at: now(), address: request.address, publicUrl: publicUrl() };
  await mailer.post(tx, noticeMail(recipient, kind, facts));
}
