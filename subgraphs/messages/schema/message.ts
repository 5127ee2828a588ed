import type { ConversationId, MessageId, UserId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import { pageSize, PageInfo } from '@parley/subgraph/connection';
import { DateTime, Seq } from '@parley/subgraph/scalars';
import { Arg, Ctx, Directive, Field, FieldResolver, ID, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import type { MessageRow, ReactionRow, RevisionRow } from '../store/messages';
import { messagePage } from './message-page';
import { AttachmentReference, ConversationReference, reference, UserReference } from './references';

@ObjectType()
export class MessageRevision {
  @Field(() => Int)
  revision!: number;

  @Field(() => String)
  text!: string;

  @Field(() => DateTime)
  at!: Date;
}

@ObjectType()
export class Reaction {
  @Field(() => String)
  emoji!: string;

  @Field(() => Int)
  count!: number;
}

@Directive('@key(fields: "id")')
@ObjectType()
export class Message {
  @Field(() => ID)
  id!: MessageId;

  @Field(() => Seq)
  seq!: number;

  @Field(() => Int, { description: '1 at first, one more with each edit.' })
  revision!: number;

  @Field(() => Seq, {
    description: 'Position of the latest event that changed anything of it: edits, reactions, pins, deletion.',
  })
  updatedSeq!: number;

  @Field(() => String, {
    description: 'Empty once deleted. Markdown (CommonMark, no raw HTML). `<@user id>` names a person.',
  })
  text!: string;

  @Field(() => Int)
  replyCount!: number;

  @Field(() => Boolean)
  pinned!: boolean;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true })
  editedAt?: Date;

  @Field(() => DateTime, { nullable: true })
  deletedAt?: Date;
}

@ObjectType()
export class MessageEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => Message)
  node!: MessageRow;
}

@ObjectType()
export class MessageConnection {
  @Field(() => [MessageEdge])
  edges!: MessageEdge[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => Seq, {
    description:
      '`asOf` is read before the rows, from the same snapshot: subscribe with `after: asOf` and nothing is missed.',
  })
  asOf!: number;

  @Field(() => ID)
  epoch!: string;
}

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

  @FieldResolver(() => [UserReference])
  mentions(@Root() message: MessageRow): { id: UserId }[] {
    return message.mentionIds.map(reference);
  }

  @FieldResolver(() => [AttachmentReference])
  attachments(@Root() message: MessageRow): AttachmentReference[] {
    return message.attachmentIds.map(reference);
  }

  @FieldResolver(() => [Reaction])
  reactions(@Root() message: MessageRow, @Ctx() { loaders }: Context): Promise<ReactionRow[]> {
    return loaders.reactions.load(message.id);
  }

  @FieldResolver(() => Message, { nullable: true })
  replyTo(@Root() message: MessageRow, @Ctx() { loaders }: Context): Promise<MessageRow | null> | null {
    return message.replyToId && loaders.message.load(message.replyToId);
  }

  @FieldResolver(() => Message, { nullable: true, description: 'Root of the thread that this message is in.' })
  thread(@Root() message: MessageRow, @Ctx() { loaders }: Context): Promise<MessageRow | null> | null {
    return message.threadId && loaders.message.load(message.threadId);
  }

  @FieldResolver(() => MessageConnection)
  replies(
    @Root() { id, conversationId }: MessageRow,
    @Ctx() context: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50 }) first: number,
    @Arg('after', () => Seq, { nullable: true }) after?: number,
  ): Promise<MessageConnection> {
    return messagePage(context, conversationId, { first, after: after ?? 0, thread: id });
  }

  @FieldResolver(() => [MessageRevision])
  history(@Root() message: MessageRow, @Ctx() { loaders }: Context): Promise<RevisionRow[]> {
    return loaders.revisions.load(message.id);
  }
}

@Resolver(() => Reaction)
export class ReactionResolver {
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
