import { invalid, ParleyError } from '@parley/contracts/errors';
import { viewerOf } from '@parley/contracts/principal';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { newRecoveryCodes, totpStep } from '../domain/second-factor';
import { confirmTotpSecret, findTotpSecret, replaceRecoveryCodes } from '../store/second-factors';

const nothingToConfirm = () => new ParleyError('CONFLICT', 'There is no second factor to confirm; enroll one first');

/** Sign-in asks for the second factor from now on. Gives recovery codes, this once. Errors: CONFLICT; VALIDATION_FAILED for a wrong code. */
export const confirmTotp = action('confirmTotp', async (context: Context, { code }: { code: string }) => {
  const { user } = viewerOf(context.principal);
  const secret = await findTotpSecret(context.database, user, { confirmed: false });
  if (!secret) throw nothingToConfirm();
  const step = totpStep(secret, code, context.now());
  if (step === undefined) throw invalid({ field: 'code', problem: 'is not a code of this moment' });
  const recoveryCodes = newRecoveryCodes();
  await context.database.transaction(async (tx) => {
    if (!(await confirmTotpSecret(tx, user, { secret, step }))) throw nothingToConfirm();
    await replaceRecoveryCodes(tx, user, recoveryCodes);
  });
  return recoveryCodes;
});
