import { PageInfo } from '@parley/subgraph/connection';
import { Seq } from '@parley/subgraph/scalars';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { KINDS, type ConversationKind } from '../domain/conversation';
import { ROLES } from '../domain/roles';
import type { MemberRole } from '@parley/log/members';

const enumOf = <T extends string>(values: readonly T[]) => Object.fromEntries(values.map((value) => [value, value]));

export const ConversationKindEnum = enumOf(KINDS);
registerEnumType(ConversationKindEnum, { name: 'ConversationKind' });

export const ConversationRoleEnum = enumOf(ROLES);
registerEnumType(ConversationRoleEnum, { name: 'ConversationRole' });

/** The users subgraph's. */
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('User')
export class UserReference {
  @Field(() => ID)
  id!: string;
}

@Directive('@key(fields: "id")')
@ObjectType('ConversationMember')
export class ConversationMemberType {
  @Field(() => ID)
  id!: string;

  @Field(() => UserReference, { nullable: true })
  user?: UserReference;

  @Field(() => ConversationRoleEnum)
  role!: MemberRole;

  @Field(() => Date)
  joinedAt!: Date;

  @Field(() => Seq, { description: '0 if the viewer is not a member.' })
  lastReadSeq!: number;
}

@ObjectType('ConversationMemberEdge')
export class ConversationMemberEdgeType {
  @Field(() => String)
  cursor!: string;

  @Field(() => ConversationMemberType)
  node!: ConversationMemberType;
}

@ObjectType('ConversationMemberConnection')
export class ConversationMemberConnectionType {
  @Field(() => [ConversationMemberEdgeType])
  edges!: ConversationMemberEdgeType[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

@ObjectType('TypingState')
export class TypingStateType {
  @Field(() => ID)
  conversationId!: string;

  @Field(() => [UserReference])
  users!: UserReference[];
}

@Directive('@key(fields: "id")')
@ObjectType('Conversation')
export class ConversationType {
  @Field(() => ID)
  id!: string;

  @Field(() => ConversationKindEnum)
  kind!: ConversationKind;

  @Field(() => String, { nullable: true })
  title?: string | null;

  @Field(() => String, { nullable: true })
  topic?: string | null;

  @Field(() => Boolean)
  public!: boolean;

  @Field(() => Date)
  createdAt!: Date;

  @Field(() => Date)
  updatedAt!: Date;

  @Directive('@shareable')
  @Field(() => Seq, {
    description: 'Position of the latest event; never newer than anything else in the same response.',
  })
  seq!: number;

  @Directive('@shareable')
  @Field(() => ID)
  epoch!: string;

  @Field(() => Int)
  memberCount!: number;
}

@ObjectType('ConversationEdge')
export class ConversationEdgeType {
  @Field(() => String)
  cursor!: string;

  @Field(() => ConversationType)
  node!: ConversationType;
}

@ObjectType('ConversationConnection')
export class ConversationConnectionType {
  @Field(() => [ConversationEdgeType])
  edges!: ConversationEdgeType[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

@ObjectType('ReadState', {
  description:
    '`unread` counts messages of others (at most 1,000), `mentions` those of them that mention the viewer. `lastReadSeq` only moves forward.',
})
export class ReadStateType {
  @Field(() => ConversationType)
  conversation!: ConversationType;

  @Field(() => Seq)
  lastReadSeq!: number;

  @Field(() => Int)
  unread!: number;

  @Field(() => Int)
  mentions!: number;
}
