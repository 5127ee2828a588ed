import { loggedMails } from '@parley/ports/mail/logged';
import type { MailTransport } from '@parley/ports/mail/mail-transport';
import { smtpTransport } from '@parley/ports/mail/smtp';
import type { Logger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';

interface Options {
  settings: Pick<Settings, 'SMTP_URL' | 'MAIL_FROM' | 'PARLEY_ENV'>;
  logger: Logger;
}

/** The mail transport of the settings; in production undefined without a server. */
export function openMailTransport({ settings, logger }: Options): MailTransport | undefined {
  const { SMTP_URL: url, MAIL_FROM: from, PARLEY_ENV } = settings;
  if (!url && PARLEY_ENV === 'production') return undefined;
  return url ? smtpTransport({ url, from }) : loggedMails(logger);
}
