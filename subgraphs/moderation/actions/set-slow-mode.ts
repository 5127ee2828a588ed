import { invalid } from '@parley/contracts/errors';
import type { ConversationId } from '@parley/contracts/ids';
import { append } from '@parley/log/append';
import { setSlowModeOf, slowModes } from '@parley/log/sanctions';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { withModerated } from './require-moderator';

/** Six hours. */
const MAX_SECONDS = 21_600;

interface SlowMode {
  conversation: ConversationId;
  /** Between two messages of one member; 0 turns it off. */
  seconds: number;
}

/**
 * Sets how often members may send; who moderates the conversation or the tenant is exempt. Errors: NOT_FOUND for whoever may not read the
 * conversation; FORBIDDEN for a role that
 * may not; VALIDATION_FAILED outside of 0 … MAX_SECONDS.
 */
export const setSlowMode = action(
  'setSlowMode',
  async (context: Context, { conversation, seconds }: SlowMode): Promise<void> => {
    if (seconds < 0 || seconds > MAX_SECONDS)
      throw invalid({ field: 'seconds', problem: `must be between 0 and ${MAX_SECONDS}` });
    await withModerated(context, { conversation }, async (tx, { viewer }) => {
      if ((await slowModes(tx, [conversation])).get(conversation) === seconds) return;
      await setSlowModeOf(tx, conversation, seconds);
      const payload = { madePrivate: false };
      await append(tx, context, [{ stream: conversation, type: 'ConversationUpdated', actor: viewer.user, payload }]);
    });
  },
  { subject: ({ conversation }) => conversation },
);
