import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { newRecoveryCodes } from '../domain/second-factor';
import { replaceRecoveryCodes } from '../store/second-factors';
import { notifyAccount } from './notify-account';
import { lockSteppedUp, requireSecondFactor, requireStepUp, type StepUp } from './step-up';

/** Replaces the recovery codes, and gives the new ones, this once. Errors: CONFLICT without a second factor; and as `requireStepUp`. */
export const createRecoveryCodes = action('createRecoveryCodes', async (context: Context, input: StepUp) => {
  const proof = await requireStepUp(context, input);
  requireSecondFactor(proof);
  const { user } = proof.viewer;
  const recoveryCodes = newRecoveryCodes();
  await context.database.transaction(async (tx) => {
    await lockSteppedUp(tx, proof);
    await replaceRecoveryCodes(tx, user, recoveryCodes);
    await notifyAccount(tx, context, { account: user, kind: 'recovery-codes' });
  });
  return recoveryCodes;
});
