import { SANCTION_KINDS, type Sanction, type SanctionKind } from '@parley/log/sanctions';
import { PageInfo } from '@parley/subgraph/connection';
import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';

export const SanctionKindEnum = Object.fromEntries(SANCTION_KINDS.map((kind) => [kind, kind]));
registerEnumType(SanctionKindEnum, { name: 'SanctionKind' });

/** The users subgraph's. */
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('User')
export class UserReference {
  @Field(() => ID)
  id!: string;
}

@Directive('@key(fields: "id")')
@ObjectType('Conversation')
export class ModeratedConversation {
  @Field(() => ID)
  id!: string;

  @Field(() => Int, {
    description: 'Seconds between two messages of one member; 0: no slow mode. Moderators are exempt.',
  })
  slowModeSeconds!: number;
}

@ObjectType('Sanction', {
  description:
    "Applies to one person in one conversation. A ban survives leaving, rejoining, invitations and being added; it is checked under the conversation's lock.",
})
export class SanctionType {
  @Field(() => ID)
  id!: string;

  @Field(() => SanctionKindEnum)
  kind!: SanctionKind;

  @Field(() => UserReference, { nullable: true })
  user?: UserReference;

  @Field(() => String, { nullable: true })
  reason?: string | null;

  @Field(() => Date, { nullable: true })
  until?: Date | null;

  @Field(() => UserReference, { nullable: true })
  by?: UserReference | null;

  @Field(() => Date)
  at!: Date;
}

@ObjectType('SanctionEdge')
export class SanctionEdgeType {
  @Field(() => String)
  cursor!: string;

  @Field(() => SanctionType)
  node!: SanctionType;
}

@ObjectType('SanctionConnection')
export class SanctionConnectionType {
  @Field(() => [SanctionEdgeType])
  edges!: SanctionEdgeType[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

@InputType('SanctionInput')
export class SanctionInputType {
  @Field(() => ID)
  conversationId!: string;

  @Field(() => ID)
  userId!: string;

  @Field(() => SanctionKindEnum)
  kind!: SanctionKind;

  @Field(() => String, { nullable: true })
  reason?: string | null;

  @Field(() => Date, { nullable: true })
  until?: Date | null;
}

/** A sanction whose conversation is resolved when it is selected. */
export interface SanctionRoot extends SanctionType {
  conversationId: string;
}

export const sanctionType = ({ person, imposedBy, conversation, ...sanction }: Sanction): SanctionRoot => ({
  ...sanction,
  user: { id: person },
  by: imposedBy && { id: imposedBy },
  conversationId: conversation,
});
