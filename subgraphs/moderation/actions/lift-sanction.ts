import { notFound, ParleyError } from '@parley/contracts/errors';
import { parseId } from '@parley/contracts/ids';
import { append } from '@parley/log/append';
import { findSanction, lift } from '@parley/log/sanctions';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { withModerated } from './require-moderator';

/**
 * Ends a sanction. Whoever was banned is no member, and may join or be added again. Errors: NOT_FOUND for one that is not in force, and for
 * a viewer who is no member; FORBIDDEN for a role that may not.
 */
export const liftSanction = action(
  'liftSanction',
  async (context: Context, id: string): Promise<void> => {
    const known = parseId(id) && (await findSanction(context.database, id));
    if (!known) throw notFound('Sanction');
    const { conversation, person, kind } = known;
    await withModerated(context, { conversation }, async (tx, { viewer }) => {
      if (!(await lift(tx, known))) throw notFound('Sanction');
      const payload = { userId: person, kind };
      await append(tx, context, [{ stream: conversation, type: 'MemberRestored', actor: viewer.user, payload }]);
    }).catch((error: unknown) => {
      throw error instanceof ParleyError && error.code === 'NOT_FOUND' ? notFound('Sanction') : error;
    });
  },
  { subject: (id) => id },
);
