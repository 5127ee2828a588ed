import { invalid, ParleyError, unauthenticated } from '@parley/contracts/errors';
import { viewerOf } from '@parley/contracts/principal';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { newTotpSecret, totpEnrollment } from '../domain/second-factor';
import { keepTotpSecret } from '../store/totp-secrets';
import { lockSteppedUp, requireStepUp } from './step-up';

/** Names of the fields in errors. */
const FIELDS = { password: 'password', code: 'code' };

/**
 * A secret for an authenticator app; it is asked for at sign-in once `confirmTotp` has seen a code of it.
 * Whoever borrowed an access token must not set a factor, so it needs the password. Errors: VALIDATION_FAILED for a
 * password that is missing or wrong; CONFLICT for somebody who has a second factor; RATE_LIMITED.
 */
export const enrollTotp = action(
  'enrollTotp',
  async (context: Context, { password }: { password: string | null | undefined }) => {
    if (!password) throw invalid({ field: 'password', problem: 'is required' });
    const { user: id } = viewerOf(context.principal);
    if ((await context.loaders.security.load(id))?.totpEnabled) throw alreadySetUp();
    const proof = await requireStepUp(context, { password }, FIELDS);
    const user = await context.loaders.user.load(id);
    if (!user) throw unauthenticated();
    const secret = newTotpSecret();
    await context.database.transaction(async (tx) => {
      await lockSteppedUp(tx, proof);
      if (!(await keepTotpSecret(tx, context.encryptionKeys, { user: id, secret }))) throw alreadySetUp();
    });
    return totpEnrollment(secret, user.email);
  },
);

const alreadySetUp = () => new ParleyError('CONFLICT', 'A second factor is set up already');
