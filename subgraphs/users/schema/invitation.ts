import { PageInfo } from '@parley/subgraph/connection';
import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { CreateInvitation } from '../actions/create-invitation';
import type { InvitationRow } from '../store/invitations';

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Conversation')
export class ConversationReference {
  @Field(() => ID)
  id!: string;
}

/** What the fields of an invitation are resolved from; `code` and `url` are known once. */
export type ShownInvitation = InvitationRow & { code?: string; url?: string };

@ObjectType({ description: '`code` and `url` are returned once, by createInvitation.' })
export class Invitation {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true })
  code?: string;

  @Field(() => String, { nullable: true })
  url?: string;

  @Field(() => String, { nullable: true })
  email!: string | null;

  @Field(() => Date)
  expiresAt!: Date;

  @Field(() => Int)
  maxUses!: number;

  @Field(() => Int)
  uses!: number;
}

@ObjectType()
export class InvitationPreview {
  @Field(() => String)
  tenantName!: string;

  @Field(() => String, { nullable: true })
  conversationTitle!: string | null;

  @Field(() => String, { nullable: true })
  invitedBy!: string | null;

  @Field(() => Boolean)
  needsSignUp!: boolean;
}

@ObjectType()
class InvitationEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => Invitation)
  node!: ShownInvitation;
}

@ObjectType()
export class InvitationConnection {
  @Field(() => [InvitationEdge])
  edges!: InvitationEdge[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

@InputType()
export class CreateInvitationInput implements CreateInvitation {
  @Field(() => ID, { nullable: true })
  conversationId?: string | null;

  @Field(() => String, { nullable: true })
  email?: string | null;

  @Field(() => Int, { nullable: true, defaultValue: 604_800 })
  expiresInSeconds!: number;

  @Field(() => Int, { nullable: true, defaultValue: 1 })
  maxUses!: number;
}
