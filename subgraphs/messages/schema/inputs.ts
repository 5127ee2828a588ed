import { Field, ID, InputType, Int } from 'type-graphql';

@InputType({
  description:
    '`clientMessageId` is a UUID that the client made: the same one sent again gives the first message back.\n' +
    '`threadId` of a message that is in a thread joins that thread.',
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
    "CONFLICT, with the current message in the error's extensions, unless `expectedRevision` is the current one.",
})
export class EditMessageInput {
  @Field(() => ID)
  messageId!: string;

  @Field(() => Int)
  expectedRevision!: number;

  @Field(() => String)
  text!: string;
}
