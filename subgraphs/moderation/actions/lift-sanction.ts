import { forbidden, notFound, ParleyError } from '@parley/contracts/errors';
import { parseId } from '@parley/contracts/ids';
import { append } from '@parley/log/append';
import { findSanction, lift } from '@parley/log/sanctions';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { maySanction } from '../domain/moderators';
import { rolesOf } from '../store/conversations';
import { requireMayOverrule, withModerated } from './require-moderator';

/**
 * Ends a sanction. Whoever was banned is no member, and may join or be added again. Errors: NOT_FOUND for one that is not in force, and for
 * a viewer who may not read the conversation; FORBIDDEN for a role that may not, for one's own sanction,
 * and for that of somebody above the viewer.
 */
export const liftSanction = action(
  'liftSanction',
  async (context: Context, id: string): Promise<void> => {
    const known = parseId(id) && (await findSanction(context.database, id));
    if (!known) throw notFound('Sanction');
    const { conversation, person, kind } = known;
    await withModerated(context, { conversation }, async (tx, { viewer, roles }) => {
      if (person === viewer.user) throw forbidden('Somebody else has to lift your sanction');
      const theirs = await rolesOf(tx, conversation, person);
      if (theirs && !maySanction(roles, theirs))
        throw forbidden('This person moderates, too: only who is above them may do this');
      await requireMayOverrule(tx, roles, known);
      if (!(await lift(tx, known))) throw notFound('Sanction');
      const payload = { userId: person, kind };
      await append(tx, context, [{ stream: conversation, type: 'MemberRestored', actor: viewer.user, payload }]);
    }).catch((error: unknown) => {
      throw error instanceof ParleyError && error.code === 'NOT_FOUND' ? notFound('Sanction') : error;
    });
  },
  { subject: (id) => id },
);
