import type { Logger } from '@parley/runtime/logger';
import type { MailTransport } from './mail-transport';

/** Sends nothing, and shows in the log what would have been sent: for development alone, as texts are people's. */
export const loggedMails = (logger: Logger): MailTransport => ({
  async send(mail) {
    logger.info({ mail }, 'a mail that is not sent: there is no SMTP_URL');
    return 'sent';
  },
  close: () => undefined,
});
