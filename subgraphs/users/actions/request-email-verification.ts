import { viewerOf } from '@parley/contracts/principal';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { requestLink } from '../store/requested-links';
import { requireMails } from './require-mails';

/** Mails a link to the viewer's address, unless it is verified. Errors: RATE_LIMITED; UNAVAILABLE where no mails can be sent. */
export const requestEmailVerification = action('requestEmailVerification', async (context: Context) => {
  const { user: account } = viewerOf(context.principal);
  requireMails(context);
  await context.mailLimits.admit(account);
  await context.database.transaction((tx) => requestLink(tx, context, { purpose: 'verify-email', account }));
  return true;
});
