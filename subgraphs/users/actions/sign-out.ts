import { viewerOf } from '@parley/contracts/principal';
import { action } from '@parley/runtime/action';
import type { Context } from '../context';
import { endSessions } from '../store/sessions';

/**
 * Ends the viewer's session, or all of their sessions. Access tokens are refused before the end is committed:
 * if the commit fails, the session can still be refreshed, but never the other way round.
 */
export const signOut = action('signOut', async (context: Context, { everywhere }: { everywhere: boolean }) => {
  const { tenant, user, session } = viewerOf(context.principal);
  await context.database.transaction(async (tx) => {
    const ended = await endSessions(tx, { tenant, user, session: everywhere ? undefined : session });
    await Promise.all(ended.map((each) => context.revocations.revoke(each)));
  });
  return true;
});
