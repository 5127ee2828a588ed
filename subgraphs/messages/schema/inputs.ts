import { Field, ID, InputType, Int } from 'type-graphql';

@InputType({
  description:
    '`clientMessageId` is a UUID that the client creates. Sending is idempotent: another send with the same id returns the first message.\n' +
    'If the message `threadId` is itself in a thread, the new message joins that thread.\n' +
    'Clients show a reply only in its thread; if `replyToId` is the same root, they also show it in the conversation.',
})
export class SendMessageInput {
  @Field(() => ID)
  conversationId!: string;

  @Field(() => ID)
  clientMessageId!: string;

  @Field(() => String, { nullable: true, defaultValue: '' })
  text!: string;

  @Field(() => [ID], { nullable: true, defaultValue: [] })
  attachmentIds!: string[];

  @Field(() => ID, { nullable: true })
  replyToId?: string | null;

  @Field(() => ID, { nullable: true })
  threadId?: string | null;
}

@InputType({
  description:
    "If `expectedRevision` is not the current revision: CONFLICT, with the current message in the error's extensions.",
})
export class EditMessageInput {
  @Field(() => ID)
  messageId!: string;

  @Field(() => Int)
  expectedRevision!: number;

  @Field(() => String)
  text!: string;
}
