import type { EventPartsFragment } from '../generated/graphql.js';
import type { ConversationSummary, Message, ReadState } from '../model.js';

/** Conversations of a list, by id. */
export type Entries = ReadonlyMap<string, ConversationSummary>;

const MOST_UNREAD = 1_000;

export const latestFirst = (entries: Entries): readonly ConversationSummary[] =>
  [...entries.values()].sort((one, other) => compare(other.updatedAt, one.updatedAt) || compare(other.id, one.id));

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** A conversation in the list after its next event. */
export function afterEvent(
  entry: ConversationSummary,
  event: EventPartsFragment,
  viewerId: string | null,
): ConversationSummary {
  const next = { ...entry, seq: event.seq, updatedAt: event.at };
  switch (event.__typename) {
    case 'MessageCreated':
      return { ...next, lastMessage: event.message, readState: counted(entry.readState, event.message, viewerId) };
    case 'MessageEdited':
      return entry.lastMessage?.id === event.message.id ? { ...next, lastMessage: event.message } : next;
    case 'ConversationUpdated':
      return { ...next, ...event.conversation, seq: event.seq };
    case 'MemberJoined':
      return { ...next, memberCount: entry.memberCount + 1 };
    case 'MemberLeft':
      return { ...next, memberCount: entry.memberCount - 1 };
    default:
      return next;
  }
}

function counted(readState: ReadState | null, message: Message, viewerId: string | null): ReadState | null {
  if (!readState || message.author?.id === viewerId || message.seq <= readState.lastReadSeq) return readState;
  const isMentioned = message.mentions.some(({ id }) => id === viewerId);
  return {
    ...readState,
    unread: Math.min(MOST_UNREAD, readState.unread + 1),
    mentions: readState.mentions + (isMentioned ? 1 : 0),
  };
}

/**
 * A conversation as it was read, with the read state that is newer: a position only moves forward, and events after what was
 * read have been counted.
 */
export function withLatestRead(
  found: ConversationSummary,
  known: ConversationSummary | undefined,
): ConversationSummary {
  const read = known?.epoch === found.epoch ? known.readState : null;
  const ahead = read && found.readState ? read.lastReadSeq - found.readState.lastReadSeq : -1;
  return ahead > 0 || (ahead === 0 && known!.seq > found.seq) ? { ...found, readState: read } : found;
}

/** Whether the event does not tell all that the list shows: who was counted, what comes before what is gone. */
export const isUnclear = ({ readState, lastMessage }: ConversationSummary, event: EventPartsFragment): boolean =>
  (event.__typename === 'MessageDeleted' && ((readState?.unread ?? 0) > 0 || lastMessage?.id === event.messageId)) ||
  (event.__typename === 'MessageEdited' && event.message.seq > (readState?.lastReadSeq ?? 0)) ||
  (event.__typename === 'MessageCreated' && event.message.deletedAt !== null);
