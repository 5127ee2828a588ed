import { loggedMails } from '@parley/ports/mail/logged';
import { mailQueue } from '@parley/ports/mail/mail-queue';
import { smtpTransport } from '@parley/ports/mail/smtp';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { Settings } from '@parley/runtime/settings';

interface Options {
  settings: Pick<Settings, 'SMTP_URL' | 'MAIL_FROM' | 'PARLEY_ENV'>;
  log: Logger;
  metrics: Metrics;
}

/** What sends mails; nothing in production without a server for them. */
export function createMailer({ settings, log, metrics }: Options): ReturnType<typeof mailQueue> | undefined {
  const { SMTP_URL: url, MAIL_FROM: from, PARLEY_ENV } = settings;
  if (!url && PARLEY_ENV === 'production') return undefined;
  return mailQueue({ transport: url ? smtpTransport({ url, from }) : loggedMails(log), log, metrics });
}
