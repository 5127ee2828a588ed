import { notFound } from '@parley/contracts/errors';
import { membershipId, type ConversationId } from '@parley/contracts/ids';
import type { MemberRole } from '@parley/log/members';
import { Seq } from '@parley/subgraph/scalars';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { addMembers } from '../actions/add-members';
import { createConversation } from '../actions/create-conversation';
import { joinConversation } from '../actions/join-conversation';
import { leaveConversation } from '../actions/leave-conversation';
import { markRead } from '../actions/mark-read';
import { removeMember } from '../actions/remove-member';
import { setMemberRole } from '../actions/set-member-role';
import { setTyping } from '../actions/set-typing';
import { updateConversation } from '../actions/update-conversation';
import type { Context } from '../context';
import type { ConversationRow } from '../store/conversations';
import { conversationIdOf, userIdOf } from '@parley/subgraph/ids';
import { CreateConversationInputType, UpdateConversationInputType } from './inputs';
import { referencedMember } from './member';
import { readStateOf, type ReadState } from './read-state';
import { ConversationMemberType, ConversationRoleEnum, ConversationType, ReadStateType } from './types';

@Resolver()
export class ConversationMutationResolver {
  @Mutation(() => ConversationType, {
    description:
      'There is one DIRECT conversation for each pair of people (or for a person alone), with fixed members: if it exists, it is returned.',
  })
  async createConversation(
    @Arg('input', () => CreateConversationInputType) input: CreateConversationInputType,
    @Ctx() context: Context,
  ): Promise<ConversationRow> {
    const people = input.memberIds.map(userIdOf);
    const { kind, title, topic } = input;
    return present(context, await createConversation(context, { kind, title, topic, public: input.public, people }));
  }

  @Mutation(() => ConversationType)
  async updateConversation(
    @Arg('input', () => UpdateConversationInputType) input: UpdateConversationInputType,
    @Ctx() context: Context,
  ): Promise<ConversationRow> {
    const id = conversationIdOf(input.id);
    await updateConversation(context, { ...input, id });
    return present(context, id);
  }

  @Mutation(() => ConversationType, {
    description: 'Who left has the role of before. FORBIDDEN for somebody who was removed, until a member adds them.',
  })
  async joinConversation(
    @Arg('conversationId', () => ID) conversationId: string,
    @Ctx() context: Context,
  ): Promise<ConversationRow> {
    const id = conversationIdOf(conversationId);
    await joinConversation(context, id);
    return present(context, id);
  }

  @Mutation(() => Boolean)
  async leaveConversation(
    @Arg('conversationId', () => ID) conversationId: string,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await leaveConversation(context, conversationIdOf(conversationId));
    return true;
  }

  @Mutation(() => ConversationType)
  async addMembers(
    @Arg('conversationId', () => ID) conversationId: string,
    @Arg('userIds', () => [ID]) userIds: string[],
    @Ctx() context: Context,
  ): Promise<ConversationRow> {
    const conversation = conversationIdOf(conversationId);
    await addMembers(context, { conversation, people: userIds.map(userIdOf) });
    return present(context, conversation);
  }

  @Mutation(() => ConversationType)
  async removeMember(
    @Arg('conversationId', () => ID) conversationId: string,
    @Arg('userId', () => ID) userId: string,
    @Ctx() context: Context,
  ): Promise<ConversationRow> {
    const conversation = conversationIdOf(conversationId);
    await removeMember(context, { conversation, person: userIdOf(userId) });
    return present(context, conversation);
  }

  @Mutation(() => ConversationMemberType)
  async setMemberRole(
    @Arg('conversationId', () => ID) conversationId: string,
    @Arg('userId', () => ID) userId: string,
    @Arg('role', () => ConversationRoleEnum) role: MemberRole,
    @Ctx() context: Context,
  ): Promise<ConversationMemberType> {
    const conversation = conversationIdOf(conversationId);
    const person = userIdOf(userId);
    await setMemberRole(context, { conversation, person, role });
    const member = await referencedMember({ id: membershipId(conversation, person) }, context);
    if (!member) throw notFound('Member');
    return member;
  }

  @Mutation(() => ReadStateType)
  async markRead(
    @Arg('conversationId', () => ID) conversationId: string,
    @Arg('seq', () => Seq) seq: number,
    @Ctx() context: Context,
  ): Promise<ReadState> {
    const conversation = conversationIdOf(conversationId);
    await markRead(context, { conversation, seq });
    return readStateOf(await present(context, conversation))!;
  }

  @Mutation(() => Boolean)
  async setTyping(
    @Arg('conversationId', () => ID) conversationId: string,
    @Arg('typing', () => Boolean, { nullable: true, defaultValue: true }) typing: boolean,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await setTyping(context, { conversation: conversationIdOf(conversationId), typing });
    return true;
  }
}

/** The conversation after a change. Errors: NOT_FOUND if the viewer may not read it any more. */
async function present({ loaders }: Context, id: ConversationId): Promise<ConversationRow> {
  const row = await loaders.conversation.load(id);
  if (!row) throw notFound('Conversation');
  return row;
}
