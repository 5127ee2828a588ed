import { MeDocument, type ParleyClient, ParleyError, type SignInWith } from '@parley/client';
import { retrying, type Patience } from './retrying.js';

/**
 * Signs in, unless there is a stored session, and retries until it succeeds or the signal aborts. Errors: ParleyError if a retry
 * cannot help, such as UNAUTHENTICATED for a wrong password, FORBIDDEN for the account of a person.
 */
export async function signIn(parley: ParleyClient, who: SignInWith, patience: Patience): Promise<void> {
  await restored(parley);
  await retrying(patience, async () => {
    if (parley.session.get().status === 'signedIn') return;
    const { status } = await parley.signIn(who);
    if (status === 'signedIn') return;
    throw new ParleyError('The account of a bot has no second factor', { code: 'UNAUTHENTICATED' });
  });
  const isBot = await retrying(patience, async () => (await parley.request(MeDocument, {})).me.bot);
  if (isBot !== false) return;
  await parley.signOut();
  throw new ParleyError(`${who.email} is the account of a person: a bot needs one of its own`, { code: 'FORBIDDEN' });
}

const restored = ({ session }: ParleyClient): Promise<void> =>
  new Promise((resolve) => {
    const changed = () => {
      if (session.get().status === 'restoring') return;
      end();
      resolve();
    };
    const end = session.subscribe(changed);
    changed();
  });
