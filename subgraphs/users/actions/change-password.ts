import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { newPassword } from '../domain/credentials';
import { endOtherSessions } from '../store/sessions';
import { notifyAccount } from './notify-account';
import { replacePassword } from './replace-password';
import { lockSteppedUp, requireStepUp } from './step-up';

export interface ChangePassword {
  currentPassword: string;
  newPassword: string;
  code?: string | null;
}

const FIELDS = { password: 'input.currentPassword', code: 'input.code' };

/** Ends all other sessions. Errors: VALIDATION_FAILED; and as `requireStepUp`. */
export const changePassword = action('changePassword', async (context: Context, input: ChangePassword) => {
  const password = newPassword(input.newPassword, 'input.newPassword');
  const proof = await requireStepUp(context, { password: input.currentPassword, code: input.code }, FIELDS);
  const passwordHash = await context.passwords.hash(password);
  const ended = await context.database.transaction(async (tx) => {
    await replacePassword(tx, await lockSteppedUp(tx, proof), passwordHash);
    await notifyAccount(tx, context, { account: proof.viewer.user, kind: 'password-changed' });
    return endOtherSessions(tx, proof.viewer);
  });
  await Promise.all(ended.map((each) => context.revocations.revoke(each)));
  return true;
});
