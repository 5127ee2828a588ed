import 'reflect-metadata';
import { buildSubgraph } from '@parley/subgraph/build-subgraph';
import type { Context } from '../context';
import { ConversationResolver, referencedConversation } from './conversation-resolver';
import { LiveResolver } from './live-resolver';
import { referencedMember } from './member';
import { MembershipLogResolver } from './members-only';
import { ConversationMutationResolver } from './mutation-resolver';

/** The conversations subgraph's schema, and its SDL for composition. */
export const buildConversationsSchema = () =>
  buildSubgraph<Context>({
    resolvers: [ConversationResolver, ConversationMutationResolver, LiveResolver, MembershipLogResolver],
    references: { Conversation: referencedConversation, ConversationMember: referencedMember },
  });
