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
import type { SendRequest } from '../transport/request.js';

type ConversationActions = Pick<
  Conversation,
  'join' | 'leave' | 'update' | 'addMembers' | 'removeMember' | 'setRole' | 'findMembers'
>;

export const conversationActions = (
  request: SendRequest,
  id: string,
  list: Pick<LiveConversationList, 'look' | 'forget'>,
): ConversationActions => ({
  async findMembers(query, first = 20) {
    const { conversation } = await request(FindMembersDocument, { id, query, first });
    return (conversation?.members.edges ?? []).flatMap(({ node: { user } }) => user ?? []);
  },
  async join() {
    await request(JoinConversationDocument, { conversationId: id });
    await list.look(id);
  },
  async leave() {
    await request(LeaveConversationDocument, { conversationId: id });
    list.forget(id);
  },
  async update(change) {
    await request(UpdateConversationDocument, { input: { id, ...change } });
  },
  async addMembers(userIds) {
    await request(AddMembersDocument, { conversationId: id, userIds: [...userIds] });
  },
  async removeMember(userId) {
    await request(RemoveMemberDocument, { conversationId: id, userId });
  },
  async setRole(userId, role) {
    await request(SetMemberRoleDocument, { conversationId: id, userId, role });
  },
});
