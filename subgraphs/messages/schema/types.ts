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
