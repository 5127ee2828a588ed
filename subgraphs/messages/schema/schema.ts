import 'reflect-metadata';
import type { ConversationId, MessageId } from '@parley/contracts/ids';
import { buildSubgraph } from '@parley/subgraph/build-subgraph';
import type { Context } from '../context';
import { ConversationLogResolver } from './conversation-log';
import { ConversationResolver } from './conversation';
import { EVENT_TYPES } from './events';
import { InboxResolver } from './inbox';
import { MessageResolver, ReactionResolver } from './message';
import { MessageOperations } from './operations';

export const buildMessagesSchema = () =>
  buildSubgraph<Context>({
    resolvers: [
      MessageOperations,
      MessageResolver,
      ReactionResolver,
      ConversationResolver,
      ConversationLogResolver,
      InboxResolver,
    ],
    orphanedTypes: Object.values(EVENT_TYPES),
    cursors: ['Conversation.messages'],
    references: {
      Message: ({ id }: { id: MessageId }, { loaders }) => loaders.message.load(id),
      // each field checks whether the principal may read it, in the statement that reads it
      Conversation: ({ id }: { id: ConversationId }) => ({ id }),
    },
  });
