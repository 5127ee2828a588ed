import { invalid } from '@parley/contracts/errors';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { newEmail } from '../domain/credentials';
import { dropMailedTokens } from '../store/mailed-tokens';
import { requestLink } from '../store/requested-links';
import { notifyAccount } from './notify-account';
import { requireMails } from './require-mails';
import { lockSteppedUp, requireStepUp, type StepUp } from './step-up';

export interface ChangeEmail extends StepUp {
  email: string;
}

/**
 * Mails a link to the new address, which becomes the account's when the link is followed, and a notice to the present one.
 * Does not tell whether the new address has an account: then it gets no mail. Errors: VALIDATION_FAILED; RATE_LIMITED;
 * UNAVAILABLE where no mails can be sent; and as `requireStepUp`.
 */
export const changeEmail = action('changeEmail', async (context: Context, input: ChangeEmail) => {
  const email = newEmail(input.email);
  requireMails(context);
  const proof = await requireStepUp(context, input);
  const { user } = proof.viewer;
  await context.mailLimits.admit(user);
  await context.database.transaction(async (tx) => {
    const account = await lockSteppedUp(tx, proof);
    if (account.email === email) throw invalid({ field: 'input.email', problem: 'is the address already' });
    await dropMailedTokens(tx, user, 'change-email');
    await requestLink(tx, context, { purpose: 'change-email', account: user, email });
    await notifyAccount(tx, context, { account: user, kind: 'email-change-requested', to: account.email });
  });
  return true;
});
