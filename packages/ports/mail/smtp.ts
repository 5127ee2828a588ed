import { unavailable } from '@parley/contracts/errors';
import { createTransport } from 'nodemailer';
import type { MailTransport } from './mail-transport';

interface SmtpOptions {
  /** `smtp://user:password@host:port`, or smtps:// */
  url: string;
  from: string;
}

const TIMEOUTS = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 15_000 };

/** Through an SMTP server. */
export function smtpTransport({ url, from }: SmtpOptions): MailTransport {
  const domain = /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost';
  const transport = createTransport({ url, ...TIMEOUTS });
  return {
    async send(mail, id) {
      try {
        await transport.sendMail({ ...mail, from, messageId: `<${id}@${domain}>` });
        return 'sent';
      } catch (error) {
        // RFC 5321, 4.2.1: 5yz is a permanent negative completion
        if (((error as { responseCode?: number }).responseCode ?? 0) >= 500) return 'refused';
        throw unavailable('The mail server can not be reached', error);
      }
    },
    close: () => transport.close(),
  };
}
