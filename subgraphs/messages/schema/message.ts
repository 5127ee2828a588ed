import type { ConversationId, UserId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import { listOfAbout, paged, pageSize } from '@parley/subgraph/connection';
import { Seq } from '@parley/subgraph/scalars';
import { Arg, Ctx, Directive, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import type { MessageRow, ReactionRow, RevisionRow } from '../store/messages';
import type { PageRow } from '../store/pages';
import { messagePage } from './message-page';
import { AttachmentReference, ConversationReference, reference, UserReference } from './references';
import { Message, MessageConnection, MessageRevision, Reaction } from './types';

@Resolver(() => Message)
export class MessageResolver {
  @FieldResolver(() => ConversationReference)
  conversation(@Root() message: MessageRow): { id: ConversationId } {
    return reference(message.conversationId);
  }

  @FieldResolver(() => UserReference, { nullable: true })
  author(@Root() message: MessageRow): { id: UserId } {
    return reference(message.authorId);
  }

  @listOfAbout(5)
  @FieldResolver(() => [UserReference])
  mentions(@Root() message: MessageRow): { id: UserId }[] {
    return message.mentionIds.map(reference);
  }

  @listOfAbout(4)
  @FieldResolver(() => [AttachmentReference])
  attachments(@Root() message: MessageRow): AttachmentReference[] {
    return message.attachmentIds.map(reference);
  }

  @listOfAbout(5)
  @FieldResolver(() => [Reaction])
  reactions(
    @Root() message: MessageRow & Partial<PageRow>,
    @Ctx() { loaders }: Context,
  ): readonly ReactionRow[] | Promise<ReactionRow[]> {
    return message.reactions ?? loaders.reactions.load(message.id);
  }

  @FieldResolver(() => Message, { nullable: true })
  replyTo(@Root() message: MessageRow, @Ctx() { loaders }: Context): Promise<MessageRow | null> | null {
    return message.replyToId && loaders.message.load(message.replyToId);
  }

  @FieldResolver(() => Message, { nullable: true, description: 'Root of the thread that contains this message.' })
  thread(@Root() message: MessageRow, @Ctx() { loaders }: Context): Promise<MessageRow | null> | null {
    return message.threadId && loaders.message.load(message.threadId);
  }

  @paged('edges')
  @FieldResolver(() => MessageConnection)
  replies(
    @Root() { id, conversationId }: MessageRow,
    @Ctx() context: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50 }) first: number,
    @Arg('after', () => Seq, { nullable: true }) after?: number,
  ): Promise<MessageConnection> {
    return messagePage(context, conversationId, { first, after: after ?? 0, thread: id });
  }

  @Directive('@listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)')
  @FieldResolver(() => [MessageRevision], {
    description: 'What it said before its edits, oldest first: the first of them after the revision `after`.',
  })
  history(
    @Root() message: MessageRow,
    @Arg('first', () => Int, { nullable: true, defaultValue: 100 }) first: number,
    @Arg('after', () => Int, { nullable: true, defaultValue: 0 }) after: number,
    @Ctx() { loaders }: Context,
  ): Promise<RevisionRow[]> {
    return loaders.revisions.load({ message: message.id, first: pageSize(first), after });
  }
}

@Resolver(() => Reaction)
export class ReactionResolver {
  @listOfAbout(5)
  @FieldResolver(() => [UserReference])
  users(
    @Root() { people }: ReactionRow,
    @Arg('first', () => Int, { nullable: true, defaultValue: 20 }) first: number,
  ): { id: UserId }[] {
    return people.slice(0, pageSize(first)).map(reference);
  }

  @Directive('@tag(name: "viewer")')
  @FieldResolver(() => Boolean)
  async viewerReacted(@Root() { messageId, emoji }: ReactionRow, @Ctx() context: Context): Promise<boolean> {
    viewerOf(context.principal);
    return (await context.loaders.viewerReactions.load(messageId)).has(emoji);
  }
}
