import { invalid } from '@parley/contracts/errors';
import type { ConversationId } from '@parley/contracts/ids';
import { append } from '@parley/log/append';
import { isPublic, setPublic } from '@parley/log/members';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { KEEPERS } from '@parley/log/roles';
import { searchText } from '../domain/search-text';
import { titleText, topicText } from '../domain/text';
import type { Conversation } from '../store/entities';
import { lockedConversation, withLockedConversation } from './locked-conversation';

/** Fields that are undefined do not change. */
export interface ConversationChange {
  id: ConversationId;
  title?: string | null;
  topic?: string | null;
  public?: boolean | null;
}

interface Looks {
  title: string | null;
  topic: string | null;
  public: boolean;
}

/** Errors: NOT_FOUND; FORBIDDEN for others than OWNER and MODERATOR, and for a DIRECT; VALIDATION_FAILED. */
export const updateConversation = action(
  'updateConversation',
  async (context: Context, { id, ...change }: ConversationChange): Promise<void> => {
    await withLockedConversation(context, { conversation: id, roles: KEEPERS }, async (tx, { viewer }) => {
      const conversation = await lockedConversation(tx, id);
      const { title = null, topic = null, kind } = conversation;
      const before = { title, topic, public: await isPublic(tx, id) };
      const after = changed(kind, before, change);
      if (!differ(before, after)) return;

      tx.em.assign(conversation, { title: after.title, topic: after.topic, searchText: searchText(after) });
      if (before.public !== after.public) await setPublic(tx, id, after.public);
      const madePrivate = before.public && !after.public;
      const entry = { stream: id, type: 'ConversationUpdated', actor: viewer.user, payload: { madePrivate } } as const;
      await append(tx, context, [entry]);
    });
  },
  { subject: ({ id }) => id },
);

function changed(kind: Conversation['kind'], before: Looks, change: Omit<ConversationChange, 'id'>): Looks {
  if (change.public && kind !== 'CHANNEL') throw invalid({ field: 'input.public', problem: 'is only for a CHANNEL' });
  return {
    title: change.title === undefined ? before.title : titleText(change.title),
    topic: change.topic === undefined ? before.topic : topicText(change.topic),
    public: change.public ?? before.public,
  };
}

const differ = (before: Looks, after: Looks): boolean =>
  before.title !== after.title || before.topic !== after.topic || before.public !== after.public;
