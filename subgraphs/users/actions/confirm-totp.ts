import { invalid, ParleyError } from '@parley/contracts/errors';
import { viewerOf, type Viewer } from '@parley/contracts/principal';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { newRecoveryCodes, totpStep } from '../domain/second-factor';
import { replaceRecoveryCodes } from '../store/second-factors';
import { confirmTotpSecret, findUnconfirmedTotp } from '../store/totp-secrets';
import { lockOpenAccount } from './lock-account';
import { notifyAccount } from './notify-account';

const nothingToConfirm = () => new ParleyError('CONFLICT', 'There is no second factor to confirm; enroll one first');

/**
 * Sign-in asks for the second factor from now on. Gives recovery codes, this once. Errors: CONFLICT; VALIDATION_FAILED for a
 * wrong code; RATE_LIMITED after too many of them.
 */
export const confirmTotp = action('confirmTotp', async (context: Context, { code }: { code: string }) => {
  const viewer = viewerOf(context.principal);
  const { user } = viewer;
  const first = await requireFirstCode(context, viewer, code);
  const recoveryCodes = newRecoveryCodes();
  await context.database.transaction(async (tx) => {
    const account = await lockOpenAccount(tx, viewer);
    if (!(await confirmTotpSecret(tx, user, first))) throw nothingToConfirm();
    account.credentialsVersion++;
    await replaceRecoveryCodes(tx, user, recoveryCodes);
    await notifyAccount(tx, context, { account: user, kind: 'factor-added' });
  });
  return recoveryCodes;
});

async function requireFirstCode(context: Context, { user }: Viewer, code: string) {
  const { database, encryptionKeys, codeAttempts, now } = context;
  const enrolled = await findUnconfirmedTotp(database, encryptionKeys, user);
  if (!enrolled) throw nothingToConfirm();
  const attempt = await codeAttempts.begin(user);
  const step = totpStep(enrolled.secret, code, now());
  if (step === undefined) {
    await attempt.failed();
    throw invalid({ field: 'code', problem: 'is not a code of this moment' });
  }
  await attempt.succeeded();
  return { enrollment: enrolled.enrollment, step };
}
