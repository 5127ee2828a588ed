import type { Database } from '@parley/database/database';
import type { RunJob } from '@parley/ports/jobs/jobs';
import type { MailTransport } from '@parley/ports/mail/mail-transport';
import { mailSender } from '@parley/ports/mail/mailer';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { linkMail } from '../domain/account-mails';
import { issueMailedToken } from '../store/mailed-tokens';
import { findRecipient } from '../store/recipients';
import { REQUESTED_LINK } from '../store/requested-links';

interface Options {
  database: Database;
  /** Without it nothing is sent. */
  mails?: MailTransport;
  metrics?: Metrics;
  /** Where the page is. */
  publicUrl: () => string;
  now?: () => Date;
}

/**
 * Makes the token of a link and mails it, if there is somebody to mail it to. The token is nowhere but in the mail. A retry
 * makes another one: the first mail may have arrived, so both are valid.
 */
export function linkSender({ database, mails, metrics, publicUrl, now = () => new Date() }: Options): RunJob<object> {
  if (!mails) return async () => undefined;
  const send = mailSender({ transport: mails, metrics });
  return async ({ id, data }, isStopping) => {
    const requested = REQUESTED_LINK.parse(data);
    const { purpose } = requested;
    const recipient = await findRecipient(database, requested);
    if (!recipient) return;
    const token = await issueMailedToken(database, { ...recipient, purpose, now: now() });
    const mail = linkMail(recipient.email, purpose, { token, publicUrl: publicUrl() });
    await send({ id, data: mail }, isStopping);
  };
}
