import { viewerOf } from '@parley/contracts/principal';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { endSessions } from '../store/sessions';

/** Ends the viewer's session, or all of their sessions. */
export const signOut = action('signOut', async (context: Context, { everywhere }: { everywhere: boolean }) => {
  const { tenant, user, session } = viewerOf(context.principal);
  const ended = await endSessions(context.database, { tenant, user, session: everywhere ? undefined : session });
  await Promise.all(ended.map((each) => context.revocations.revoke(each)));
  return true;
});
