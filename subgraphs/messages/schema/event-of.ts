import { parseEntry, type Entry, type RawEntry } from '@parley/contracts/events';
import { membershipId, type ConversationId, type MessageId } from '@parley/contracts/ids';
import type { Envelope } from '@parley/contracts/live';
import { positionOf } from '@parley/contracts/position';
import { z } from 'zod';
import type { Context } from '../context';
import type { MessageRow } from '../store/messages';
import type { ConversationEvent, EVENT_TYPES, EventTypeName } from './events';
import { reference } from './references';

const ENVELOPE_EVENT = z.object({
  entry: z.custom<RawEntry>().transform((raw) => parseEntry({ ...raw, at: new Date(raw.at) })),
  content: z.custom<MessageRow>().optional(),
});

/** The one event of an envelope, with what was written where the envelope carries it. */
export function eventOfEnvelope(context: Context, { event }: Envelope): Promise<ConversationEvent> {
  const { entry, content } = ENVELOPE_EVENT.parse(event);
  const position = positionOf(entry);
  if (content) context.remember(content, position);
  else context.rememberPosition(entry.stream as ConversationId, position);
  return eventOf(context, entry);
}

/** The result for an entry: the present state of what it names, at least as new as the entry. */
export async function eventOf(context: Context, entry: Entry): Promise<ConversationEvent> {
  return {
    conversationId: entry.stream,
    seq: entry.seq,
    at: entry.at,
    actor: entry.actor && reference(entry.actor),
    ...(await detailsOf(context, entry)),
  };
}

/** The fields of each type beside those of every event. */
type Details = {
  [Name in EventTypeName]: { __typename: Name } & Partial<ConversationEvent> &
    Omit<InstanceType<(typeof EVENT_TYPES)[Name]>, keyof ConversationEvent>;
}[EventTypeName];

async function detailsOf(context: Context, entry: Entry): Promise<Details> {
  const conversation = entry.stream as ConversationId;
  switch (entry.type) {
    case 'MessageCreated':
    case 'MessageEdited':
      return { __typename: entry.type, message: await messageOf(context, entry, entry.payload.messageId) };
    case 'MessageDeleted':
      return { __typename: entry.type, messageId: entry.payload.messageId };
    case 'ReactionChanged': {
      const { messageId, ...change } = entry.payload;
      return { __typename: entry.type, message: await messageOf(context, entry, messageId), ...change };
    }
    case 'PinChanged': {
      const { messageId, pinned } = entry.payload;
      return { __typename: entry.type, message: await messageOf(context, entry, messageId), pinned };
    }
    case 'ConversationUpdated':
      return { __typename: entry.type, conversation: reference(conversation) };
    case 'MemberJoined':
    case 'MemberRoleChanged':
      return { __typename: entry.type, member: reference(membershipId(conversation, entry.payload.userId)) };
    case 'MemberLeft':
      return { __typename: entry.type, user: reference(entry.payload.userId), removed: entry.payload.removed };
    case 'MemberSanctioned': {
      const { userId, kind, until } = entry.payload;
      return { __typename: entry.type, user: reference(userId), kind, until: until === null ? null : new Date(until) };
    }
    case 'MemberRestored':
      return { __typename: entry.type, user: reference(entry.payload.userId), kind: entry.payload.kind };
    case 'AttachmentChanged':
      return { __typename: entry.type, attachment: reference(entry.payload.attachmentId) };
    case 'Void':
      return { __typename: 'EventHidden' };
    case 'MembershipEnded': {
      // in a person's own log: of a conversation whose log that person may not read any more
      const { conversationId, seq, removed } = entry.payload;
      return { __typename: 'MemberLeft', conversationId, seq, user: reference(entry.stream), removed };
    }
    case 'MembershipStarted':
      throw new Error('MembershipStarted is shown as MemberJoined, in the log of its conversation');
  }
}

async function messageOf(context: Context, { seq }: Entry, id: MessageId): Promise<MessageRow> {
  const { message: messages } = context.loaders;
  const known = await messages.load(id);
  // what an envelope brought of it when it was sent is older than a change in the same request
  const message = known && known.updatedSeq < seq ? await messages.clear(id).load(id) : known;
  if (!message) throw new Error(`message ${id} of the log is not there`);
  return message;
}
