import 'reflect-metadata';
import { buildSubgraph } from '@parley/subgraph/build-subgraph';
import type { Context } from '../context';
import { ModeratedConversationResolver, moderatedConversation } from './moderated-conversation';
import { SanctionResolver } from './sanction-resolver';

export const buildModerationSchema = () =>
  buildSubgraph<Context>({
    resolvers: [SanctionResolver, ModeratedConversationResolver],
    references: { Conversation: moderatedConversation },
  });
