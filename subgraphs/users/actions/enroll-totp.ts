import { ParleyError, unauthenticated } from '@parley/contracts/errors';
import { viewerOf } from '@parley/contracts/principal';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { newTotpSecret, totpEnrollment } from '../domain/second-factor';
import { keepTotpSecret } from '../store/second-factors';

/**
 * A secret for an authenticator app; it is asked for at sign-in once `confirmTotp` has seen a code of it.
 * Errors: CONFLICT for who has one: who has only stolen a session must not replace it.
 */
export const enrollTotp = action('enrollTotp', async (context: Context) => {
  const viewer = viewerOf(context.principal);
  const user = await context.loaders.user.load(viewer.user);
  if (!user) throw unauthenticated();
  const secret = newTotpSecret();
  if (!(await keepTotpSecret(context.database, viewer.user, secret)))
    throw new ParleyError('CONFLICT', 'A second factor is set up already');
  return totpEnrollment(secret, user.email);
});
