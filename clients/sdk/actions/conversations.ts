import type { Conversation } from '../api.js';
import {
  AddMembersDocument,
  FindMembersDocument,
  JoinConversationDocument,
  LeaveConversationDocument,
  RemoveMemberDocument,
  SetMemberRoleDocument,
  UpdateConversationDocument,
} from '../generated/graphql.js';
import type { LiveConversationList } from '../stores/conversation-list.js';
import type { Ask } from '../transport/ask.js';

type ConversationActions = Pick<
  Conversation,
  'join' | 'leave' | 'update' | 'addMembers' | 'removeMember' | 'setRole' | 'findMembers'
>;

export const conversationActions = (
  ask: Ask,
  id: string,
  list: Pick<LiveConversationList, 'look' | 'forget'>,
): ConversationActions => ({
  async findMembers(query, first = 20) {
    const { conversation } = await ask(FindMembersDocument, { id, query, first });
    return (conversation?.members.edges ?? []).flatMap(({ node: { user } }) => user ?? []);
  },
  async join() {
    await ask(JoinConversationDocument, { conversationId: id });
    await list.look(id);
  },
  async leave() {
    await ask(LeaveConversationDocument, { conversationId: id });
    list.forget(id);
  },
  async update(change) {
    await ask(UpdateConversationDocument, { input: { id, ...change } });
  },
  async addMembers(userIds) {
    await ask(AddMembersDocument, { conversationId: id, userIds: [...userIds] });
  },
  async removeMember(userId) {
    await ask(RemoveMemberDocument, { conversationId: id, userId });
  },
  async setRole(userId, role) {
    await ask(SetMemberRoleDocument, { conversationId: id, userId, role });
  },
});
