import { forbidden, notFound } from '@parley/contracts/errors';
import type { ConversationId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import { lockedTransaction } from '@parley/log/streams';
import { addMembers, wasRemoved } from '@parley/log/members';
import { appendJoined } from '@parley/log/append-joined';
import { action } from '@parley/subgraph/action';
import type { Sql } from '@parley/database/sql';
import type { Context } from '../context';
import { lockedConversation } from './locked-conversation';
import { visibleConversations, type ConversationRow } from '../store/conversations';
import { beginReading } from '../store/read-states';

/**
 * Lets the viewer into a public channel; who is in already stays as they are. The first to come into a channel that
 * everybody had left is its OWNER. Errors: NOT_FOUND for whatever else the viewer is not in; FORBIDDEN for somebody who was
 * removed: a member lets them in.
 */
export const joinConversation = action(
  'joinConversation',
  async (context: Context, id: ConversationId): Promise<void> => {
    const { database, principal } = context;
    const viewer = viewerOf(principal);
    const find = async (sql: Sql): Promise<ConversationRow> => {
      const found = (await visibleConversations(sql, viewer, [id])).get(id);
      if (!found) throw notFound('Conversation');
      if (!found.role && (await wasRemoved(sql, { conversation: id, person: viewer.user })))
        throw forbidden('You were removed from this channel; its owners and moderators can add you');
      return found;
    };

    if ((await find(database)).role) return;
    await lockedTransaction(database, [id, viewer.user], async (tx) => {
      if ((await find(tx)).role) return;
      const conversation = await lockedConversation(tx, id);
      const people = [viewer.user];
      await addMembers(tx, { conversation: id, people, role: conversation.memberCount === 0 ? 'OWNER' : 'MEMBER' });
      conversation.memberCount += 1;
      await beginReading(tx, id, people);
      await appendJoined(tx, context, { conversation: id, people, actor: viewer.user });
    });
  },
  { subject: (conversation) => conversation },
);
