import type { ConversationId } from '@parley/contracts/ids';
import { Seq } from '@parley/subgraph/scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Entities of other subgraphs, as this one refers to them. */
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('User')
export class UserReference {
  @Field(() => ID)
  id!: string;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Attachment')
export class AttachmentReference {
  @Field(() => ID)
  id!: string;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('ConversationMember')
export class MemberReference {
  @Field(() => ID)
  id!: string;
}

@Directive('@key(fields: "id")')
@ObjectType('Conversation')
export class ConversationReference {
  @Field(() => ID)
  id!: ConversationId;

  @Directive('@shareable')
  @Field(() => Seq, {
    description: 'Position of the latest event; never newer than anything else in the same response.',
  })
  seq?: number;

  @Directive('@shareable')
  @Field(() => ID)
  epoch?: string;
}

export const reference = <Id>(id: Id): { id: Id } => ({ id });
