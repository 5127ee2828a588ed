import type { ConversationSummary, Message, ReadState } from '../model.js';
import { reduceDetails } from './conversation.js';
import { unchanged, type ConversationEvent, type EventOf } from './event.js';

/** Conversations of a list, by id. */
export type Summaries = ReadonlyMap<string, ConversationSummary>;

const MAX_UNREAD = 1_000;

export const latestFirst = (summaries: Summaries): readonly ConversationSummary[] =>
  [...summaries.values()].sort((one, other) => compare(other.updatedAt, one.updatedAt) || compare(other.id, one.id));

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** A conversation of the list after its next event. */
export function reduceSummary(
  summary: ConversationSummary,
  event: ConversationEvent,
  viewerId: string | null,
): ConversationSummary {
  const next = { ...reduceDetails(summary, event), seq: event.seq, updatedAt: event.at };
  switch (event.__typename) {
    case 'MessageCreated':
      return {
        ...next,
        lastMessage: event.message,
        readState: reduceReadState(summary.readState, event.message, viewerId),
      };
    case 'MessageEdited':
      return summary.lastMessage?.id === event.message.id ? { ...next, lastMessage: event.message } : next;
    default:
      return unchanged(
        event satisfies EventOf<
          | 'MessageDeleted'
          | 'ReactionChanged'
          | 'PinChanged'
          | 'AttachmentChanged'
          | 'ConversationUpdated'
          | 'MemberJoined'
          | 'MemberLeft'
          | 'MemberRoleChanged'
          | 'MemberSanctioned'
          | 'MemberRestored'
          | 'EventHidden'
        >,
        next,
      );
  }
}

function reduceReadState(readState: ReadState | null, message: Message, viewerId: string | null): ReadState | null {
  if (!readState || message.author?.id === viewerId || message.seq <= readState.lastReadSeq) return readState;
  const isMentioned = message.mentions.some(({ id }) => id === viewerId);
  return {
    ...readState,
    unread: Math.min(MAX_UNREAD, readState.unread + 1),
    mentions: readState.mentions + (isMentioned ? 1 : 0),
  };
}

/**
 * A summary as it was read, with the newer read state: a read position only moves forward, and `known` has counted the events
 * after the reading.
 */
export function withLatestRead(
  found: ConversationSummary,
  known: ConversationSummary | undefined,
): ConversationSummary {
  const read = known?.epoch === found.epoch ? known.readState : null;
  const ahead = read && found.readState ? read.lastReadSeq - found.readState.lastReadSeq : -1;
  return ahead > 0 || (ahead === 0 && known!.seq > found.seq) ? { ...found, readState: read } : found;
}

/** Whether the event leaves open what the list shows (what was unread, which message is now the last): it has to be read. */
export const isUnclear = ({ readState, lastMessage }: ConversationSummary, event: ConversationEvent): boolean =>
  (event.__typename === 'MessageDeleted' && ((readState?.unread ?? 0) > 0 || lastMessage?.id === event.messageId)) ||
  (event.__typename === 'MessageEdited' && event.message.seq > (readState?.lastReadSeq ?? 0)) ||
  (event.__typename === 'MessageCreated' && event.message.deletedAt !== null);
