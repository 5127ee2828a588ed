import type { Entry } from '@parley/contracts/events';
import { membershipId, type ConversationId, type MessageId } from '@parley/contracts/ids';
import type { Context } from '../context';
import type { MessageRow } from '../store/messages';
import type { ConversationEvent } from './events';
import { reference } from './references';

/** What is told of an entry: the present state of what it names, at least as new as the entry. */
export async function eventOf(context: Context, entry: Entry): Promise<ConversationEvent> {
  return {
    conversationId: entry.stream,
    seq: entry.seq,
    at: entry.at,
    actor: entry.actor && reference(entry.actor),
    ...(await detailsOf(context, entry)),
  };
}

async function detailsOf(context: Context, entry: Entry): Promise<{ __typename: string; [field: string]: unknown }> {
  const conversation = entry.stream as ConversationId;
  switch (entry.type) {
    case 'MessageCreated':
    case 'MessageEdited':
      return { __typename: entry.type, message: await messageOf(context, entry.payload.messageId) };
    case 'MessageDeleted':
      return { __typename: entry.type, messageId: entry.payload.messageId };
    case 'ReactionChanged':
    case 'PinChanged':
      return { __typename: entry.type, ...entry.payload, message: await messageOf(context, entry.payload.messageId) };
    case 'ConversationUpdated':
      return { __typename: entry.type, conversation: reference(conversation) };
    case 'MemberJoined':
    case 'MemberRoleChanged':
      return { __typename: entry.type, member: reference(membershipId(conversation, entry.payload.userId)) };
    case 'MemberLeft':
      return { __typename: entry.type, user: reference(entry.payload.userId), removed: entry.payload.removed };
    case 'AttachmentChanged':
      return { __typename: entry.type, attachment: reference(entry.payload.attachmentId) };
    case 'Void':
      return { __typename: 'EventHidden' };
    case 'MembershipStarted':
    case 'MembershipEnded':
      throw new Error(`${entry.type} is no entry of a conversation`);
  }
}

async function messageOf({ loaders }: Context, id: MessageId): Promise<MessageRow> {
  const message = await loaders.message.load(id);
  if (!message) throw new Error(`message ${id} of the log is not there`);
  return message;
}
