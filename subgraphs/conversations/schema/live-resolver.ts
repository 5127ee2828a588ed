import type { ConversationId, UserId } from '@parley/contracts/ids';
import { membershipId, parseId } from '@parley/contracts/ids';
import type { LatestEnvelope, LatestSource } from '@parley/contracts/live';
import { viewerOf } from '@parley/contracts/principal';
import { refuseToSubscribe } from '@parley/subgraph/build-subgraph';
import { Opaque } from '@parley/subgraph/scalars';
import { Arg, Ctx, Directive, ID, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { Context } from '../context';
import { readTopic, receiptsTopic, typingTopic } from '../domain/live-topics';
import { conversationIdOf } from '@parley/subgraph/ids';
import { membersOnly } from './members-only';
import { memberType } from './member';
import { readStateOf, type ReadState } from './read-state';
import { ConversationMemberType, ReadStateType, TypingStateType } from './types';

/** Milliseconds between two results for a subscriber. */
const INTERVAL_MS = 250;

/** What is delivered live and never replayed: the latest counts. */
@Resolver()
export class LiveResolver {
  @Directive('@tag(name: "viewer")')
  @Subscription(() => [ReadStateType], {
    subscribe: refuseToSubscribe,
    description: "The viewer's own read states, whenever one changes on any device. Only the latest state is sent.",
  })
  async readStateChanges(
    @Root() { keys }: LatestEnvelope,
    @Ctx() { loaders, principal }: Context,
  ): Promise<ReadState[]> {
    viewerOf(principal);
    const ids = keys.flatMap((key) => parseId<ConversationId>(key) ?? []);
    const conversations = await Promise.all(ids.map((id) => loaders.conversation.load(id)));
    return conversations.flatMap((conversation) => (conversation && readStateOf(conversation)) ?? []);
  }

  @Subscription(() => [ConversationMemberType], {
    subscribe: refuseToSubscribe,
    description: 'How far each member has read, in batches. Only the latest state is sent. For members.',
  })
  async receiptChanges(
    @Root() { keys }: LatestEnvelope,
    @Arg('conversationId', () => ID) conversationId: string,
    @Ctx() { loaders }: Context,
  ): Promise<ConversationMemberType[]> {
    const conversation = conversationIdOf(conversationId);
    const people = keys.flatMap((key) => parseId<UserId>(key) ?? []);
    const members = await Promise.all(people.map((person) => loaders.member.load(membershipId(conversation, person))));
    return members.flatMap((member) => (member ? memberType(member) : []));
  }

  @Subscription(() => TypingStateType, {
    subscribe: refuseToSubscribe,
    description: 'All people who are typing, at most every 250 ms and only if the set has changed. For members.',
  })
  typingChanges(
    @Arg('conversationId', () => ID) conversationId: string,
    @Ctx() { loaders }: Context,
  ): Promise<TypingStateType> {
    return loaders.typing.load(conversationIdOf(conversationId));
  }

  @Directive('@inaccessible')
  @Query(() => Opaque, { description: 'LatestSource of readStateChanges.' })
  readStateChangesSource(@Ctx() { principal }: Context): LatestSource {
    const topics = [readTopic(viewerOf(principal).user)];
    return { delivery: 'latest', topics, initial: [], intervalMs: INTERVAL_MS };
  }

  @Directive('@inaccessible')
  @Query(() => Opaque, { description: 'LatestSource of receiptChanges.' })
  async receiptChangesSource(
    @Arg('conversationId', () => ID) conversationId: string,
    @Ctx() context: Context,
  ): Promise<LatestSource> {
    const conversation = conversationIdOf(conversationId);
    const members = await membersOnly(context, conversation);
    return {
      ...members,
      delivery: 'latest',
      topics: [receiptsTopic(conversation)],
      initial: [],
      intervalMs: INTERVAL_MS,
    };
  }

  @Directive('@inaccessible')
  @Query(() => Opaque, { description: 'LatestSource of typingChanges.' })
  async typingChangesSource(
    @Arg('conversationId', () => ID) conversationId: string,
    @Ctx() context: Context,
  ): Promise<LatestSource> {
    const conversation = conversationIdOf(conversationId);
    const members = await membersOnly(context, conversation);
    const [typists] = await context.typing.among([conversation]);
    return {
      ...members,
      delivery: 'latest',
      topics: [typingTopic(conversation)],
      // that nobody is typing is what everybody assumes
      initial: typists!.length > 0 ? [conversation] : [],
      intervalMs: INTERVAL_MS,
    };
  }
}
