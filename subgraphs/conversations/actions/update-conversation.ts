import { invalid } from '@parley/contracts/errors';
import type { ConversationId } from '@parley/contracts/ids';
import { append } from '@parley/log/append';
import { setPublic } from '@parley/log/members';
import { action } from '@parley/subgraph/action';
import type { Transaction } from '@parley/database/database';
import type { Context } from '../context';
import { KEEPERS } from '../domain/roles';
import { searchText } from '../domain/search-text';
import { titleText, topicText } from '../domain/text';
import { visibleConversations, type ConversationRow } from '../store/conversations';
import { ConversationEntity } from '../store/entities';
import { withLockedConversation } from '../store/locked-conversation';

/** What is undefined stays as it is. */
export interface ConversationChange {
  id: ConversationId;
  title?: string | null;
  topic?: string | null;
  public?: boolean | null;
}

type Looks = Pick<ConversationRow, 'title' | 'topic' | 'public'>;

/** Errors: NOT_FOUND; FORBIDDEN for others than OWNER and MODERATOR, and for a DIRECT; VALIDATION_FAILED. */
export const updateConversation = action(
  'updateConversation',
  async (context: Context, { id, ...change }: ConversationChange): Promise<void> => {
    await withLockedConversation(context, { conversation: id, roles: KEEPERS }, async (tx, { viewer }) => {
      const before = (await visibleConversations(tx, viewer, [id])).get(id)!;
      const after = changed(before, change);
      if (!differ(before, after)) return;

      await write(tx, before, after);
      const madePrivate = before.public && !after.public;
      const entry = { stream: id, type: 'ConversationUpdated', actor: viewer.user, payload: { madePrivate } } as const;
      await append(tx, context, [entry]);
    });
  },
  { subject: ({ id }) => id },
);

function changed(before: ConversationRow, change: Omit<ConversationChange, 'id'>): Looks {
  if (change.public && before.kind !== 'CHANNEL')
    throw invalid({ field: 'input.public', problem: 'is only for a CHANNEL' });
  return {
    title: change.title === undefined ? before.title : titleText(change.title),
    topic: change.topic === undefined ? before.topic : topicText(change.topic),
    public: change.public ?? before.public,
  };
}

const differ = (before: Looks, after: Looks): boolean =>
  before.title !== after.title || before.topic !== after.topic || before.public !== after.public;

async function write(tx: Transaction, before: ConversationRow, after: Looks): Promise<void> {
  const row = await tx.em.findOneOrFail(ConversationEntity, { id: before.id, tenant: before.tenant });
  tx.em.assign(row, { title: after.title, topic: after.topic, searchText: searchText(after) });
  await tx.em.flush();
  if (before.public !== after.public) await setPublic(tx, before.id, after.public);
}
