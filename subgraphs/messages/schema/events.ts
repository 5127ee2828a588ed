import { DateTime, Seq } from '@parley/subgraph/scalars';
import { Field, ID, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import { SANCTION_KINDS, type SanctionKind } from '@parley/log/sanctions';
import type { MessageRow } from '../store/messages';
import { Message } from './types';
import { AttachmentReference, ConversationReference, MemberReference, UserReference } from './references';

const SanctionKindEnum = Object.fromEntries(SANCTION_KINDS.map((kind) => [kind, kind]));
registerEnumType(SanctionKindEnum, { name: 'SanctionKind' });

@InterfaceType({
  description: 'Current members see all events of a conversation, from the first one.',
  resolveType: ({ __typename }: { __typename: string }) => __typename,
})
export abstract class ConversationEvent {
  @Field(() => ID)
  conversationId!: string;

  @Field(() => Seq)
  seq!: number;

  @Field(() => DateTime)
  at!: Date;

  @Field(() => UserReference, { nullable: true })
  actor?: UserReference | null;
}

@ObjectType({ implements: ConversationEvent })
export class MessageCreated extends ConversationEvent {
  @Field(() => Message)
  message!: MessageRow;
}

@ObjectType({ implements: ConversationEvent })
export class MessageEdited extends ConversationEvent {
  @Field(() => Message)
  message!: MessageRow;
}

@ObjectType({ implements: ConversationEvent })
export class MessageDeleted extends ConversationEvent {
  @Field(() => ID)
  messageId!: string;
}

@ObjectType({ implements: ConversationEvent })
export class ReactionChanged extends ConversationEvent {
  @Field(() => Message)
  message!: MessageRow;

  @Field(() => String)
  emoji!: string;

  @Field(() => Boolean)
  added!: boolean;
}

@ObjectType({ implements: ConversationEvent })
export class PinChanged extends ConversationEvent {
  @Field(() => Message)
  message!: MessageRow;

  @Field(() => Boolean)
  pinned!: boolean;
}

@ObjectType({ implements: ConversationEvent })
export class ConversationUpdated extends ConversationEvent {
  @Field(() => ConversationReference)
  conversation!: ConversationReference;
}

@ObjectType({ implements: ConversationEvent })
export class MemberJoined extends ConversationEvent {
  @Field(() => MemberReference)
  member!: MemberReference;
}

@ObjectType({ implements: ConversationEvent })
export class MemberLeft extends ConversationEvent {
  @Field(() => UserReference, { nullable: true })
  user?: UserReference;

  @Field(() => Boolean)
  removed!: boolean;
}

@ObjectType({ implements: ConversationEvent })
export class MemberRoleChanged extends ConversationEvent {
  @Field(() => MemberReference)
  member!: MemberReference;
}

@ObjectType({
  implements: ConversationEvent,
  description: "A ban ends the person's stream exactly as a removal does: MemberLeft comes before it.",
})
export class MemberSanctioned extends ConversationEvent {
  @Field(() => UserReference, { nullable: true })
  user?: UserReference;

  @Field(() => SanctionKindEnum)
  kind!: SanctionKind;

  @Field(() => DateTime, { nullable: true })
  until!: Date | null;
}

@ObjectType({ implements: ConversationEvent })
export class MemberRestored extends ConversationEvent {
  @Field(() => UserReference, { nullable: true })
  user?: UserReference;

  @Field(() => SanctionKindEnum)
  kind!: SanctionKind;
}

@ObjectType({ implements: ConversationEvent })
export class AttachmentChanged extends ConversationEvent {
  @Field(() => AttachmentReference, { nullable: true })
  attachment?: AttachmentReference;
}

@ObjectType({
  implements: ConversationEvent,
  description: 'Takes the position of an event that has nothing (more) to show, so that positions have no gap.',
})
export class EventHidden extends ConversationEvent {}

/** The GraphQL type of each event, by name. */
export const EVENT_TYPES = {
  MessageCreated,
  MessageEdited,
  MessageDeleted,
  ReactionChanged,
  PinChanged,
  ConversationUpdated,
  MemberJoined,
  MemberLeft,
  MemberRoleChanged,
  MemberSanctioned,
  MemberRestored,
  AttachmentChanged,
  EventHidden,
};

export type EventTypeName = keyof typeof EVENT_TYPES;

@ObjectType({
  description: '`resync` is true if the log no longer reaches back to `after`, or if `after` belongs to another epoch.',
})
export class ConversationChanges {
  @Field(() => [ConversationEvent])
  events!: ConversationEvent[];

  @Field(() => Seq)
  seq!: number;

  @Field(() => ID)
  epoch!: string;

  @Field(() => Boolean)
  hasMore!: boolean;

  @Field(() => Boolean)
  resync!: boolean;
}
