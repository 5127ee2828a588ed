import type { MessageId } from '@parley/contracts/ids';
import { PageInfo } from '@parley/subgraph/connection';
import { DateTime, Seq } from '@parley/subgraph/scalars';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { MessageRow } from '../store/messages';

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

  @Field(() => Int, { description: 'Starts at 1; each edit adds 1.' })
  revision!: number;

  @Field(() => Seq, {
    description: 'Position of the latest event that changed the message: an edit, a reaction, a pin, or the deletion.',
  })
  updatedSeq!: number;

  @Field(() => String, {
    description: 'Markdown (CommonMark, no raw HTML). `<@user id>` mentions a person. Empty after deletion.',
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
    description: 'A position that is no newer than the page: subscribe with `after: asOf` to miss nothing.',
  })
  asOf!: number;

  @Field(() => ID)
  epoch!: string;
}
