import { Arg, Ctx, Field, ID, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { parseId, type MessageId } from '@parley/contracts/ids';
import { tenantOf } from '@parley/contracts/principal';
import type { Changed } from '../actions/change-message';
import { deleteMessage } from '../actions/delete-message';
import { editMessage } from '../actions/edit-message';
import { sendMessage, type Sent } from '../actions/send-message';
import { setPinned } from '../actions/set-pinned';
import { setReaction } from '../actions/set-reaction';
import type { Context } from '../context';
import type { MessageRow } from '../store/messages';
import { EditMessageInput, SendMessageInput } from './inputs';
import { Message } from './types';

@ObjectType()
export class SendMessagePayload {
  @Field(() => Message)
  message!: MessageRow;

  @Field(() => Boolean, { description: 'True if a message with this `clientMessageId` already existed.' })
  duplicate!: boolean;
}

@Resolver()
export class MessageOperations {
  @Query(() => Message, { nullable: true })
  async message(@Arg('id', () => ID) id: string, @Ctx() context: Context): Promise<MessageRow | null> {
    tenantOf(context.principal);
    const messageId = parseId<MessageId>(id);
    return messageId ? context.loaders.message.load(messageId) : null;
  }

  @Mutation(() => SendMessagePayload)
  sendMessage(@Arg('input', () => SendMessageInput) input: SendMessageInput, @Ctx() context: Context): Promise<Sent> {
    return sendMessage(context, input);
  }

  @Mutation(() => Message)
  editMessage(
    @Arg('input', () => EditMessageInput) input: EditMessageInput,
    @Ctx() context: Context,
  ): Promise<MessageRow> {
    return changed(editMessage(context, input));
  }

  @Mutation(() => Message)
  deleteMessage(@Arg('messageId', () => ID) id: string, @Ctx() context: Context): Promise<MessageRow> {
    return changed(deleteMessage(context, id));
  }

  @Mutation(() => Message)
  addReaction(
    @Arg('messageId', () => ID) messageId: string,
    @Arg('emoji', () => String) emoji: string,
    @Ctx() context: Context,
  ): Promise<MessageRow> {
    return changed(setReaction(context, { messageId, emoji, added: true }));
  }

  @Mutation(() => Message)
  removeReaction(
    @Arg('messageId', () => ID) messageId: string,
    @Arg('emoji', () => String) emoji: string,
    @Ctx() context: Context,
  ): Promise<MessageRow> {
    return changed(setReaction(context, { messageId, emoji, added: false }));
  }

  @Mutation(() => Message)
  pinMessage(@Arg('messageId', () => ID) messageId: string, @Ctx() context: Context): Promise<MessageRow> {
    return changed(setPinned(context, { messageId, pinned: true }));
  }

  @Mutation(() => Message)
  unpinMessage(@Arg('messageId', () => ID) messageId: string, @Ctx() context: Context): Promise<MessageRow> {
    return changed(setPinned(context, { messageId, pinned: false }));
  }
}

const changed = async (action: Promise<Changed>): Promise<MessageRow> => (await action).message;
