import { ParleyError, type ParleyClient, type SignInWith } from '@parley/client';
import { pauseMs } from './pause.js';

/**
 * Signs in unless a session was kept, and resolves once somebody is; tries until then. Errors: ParleyError where no time will
 * mend it, as UNAUTHENTICATED for a wrong password.
 */
export async function signIn(parley: ParleyClient, who: SignInWith, signal: AbortSignal): Promise<void> {
  await restored(parley);
  for (let failures = 0; parley.session.get().status !== 'signedIn' && !signal.aborted; failures++) {
    try {
      const { status } = await parley.signIn(who);
      if (status === 'signedIn') return;
      throw new ParleyError('The account of a bot has no second factor', { code: 'UNAUTHENTICATED' });
    } catch (error) {
      if (!(error instanceof ParleyError) || !error.retryable) throw error;
      await pauseMs(Math.max(Math.min(30_000, 500 * 2 ** failures), error.retryAfterMs ?? 0), signal);
    }
  }
}

const restored = ({ session }: ParleyClient): Promise<void> =>
  new Promise((resolve) => {
    const told = () => {
      if (session.get().status === 'restoring') return;
      end();
      resolve();
    };
    const end = session.subscribe(told);
    told();
  });
