import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { removeSecondFactor } from '../store/second-factors';
import { endOtherSessions } from '../store/sessions';
import { notifyAccount } from './notify-account';
import { lockSteppedUp, requireSecondFactor, requireStepUp, type StepUp } from './step-up';

/** Sign-in no longer asks for a code. Ends all other sessions. Errors: CONFLICT without a second factor; and as `requireStepUp`. */
export const disableTotp = action('disableTotp', async (context: Context, input: StepUp) => {
  const proof = await requireStepUp(context, input);
  requireSecondFactor(proof);
  const { user } = proof.viewer;
  const ended = await context.database.transaction(async (tx) => {
    const account = await lockSteppedUp(tx, proof);
    account.credentialsVersion++;
    await removeSecondFactor(tx, user);
    await notifyAccount(tx, context, { account: user, kind: 'factor-removed' });
    return endOtherSessions(tx, proof.viewer);
  });
  await Promise.all(ended.map((each) => context.revocations.revoke(each)));
  return true;
});
