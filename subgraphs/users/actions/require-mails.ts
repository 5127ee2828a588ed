import { unavailable } from '@parley/contracts/errors';
import type { Context } from '../context';

/** Errors: UNAVAILABLE where no mails can be sent. */
export function requireMails({ mailer }: Context): void {
  if (!mailer) throw unavailable('This service can not send mails');
}
