import type { ConversationRow } from '../store/conversations';

/** The source of ReadState's fields. */
export interface ReadState {
  conversation: ConversationRow;
  lastReadSeq: number;
  unread: number;
  mentions: number;
}

/** The viewer's, or null for one who is no member. */
export const readStateOf = (conversation: ConversationRow): ReadState | null =>
  conversation.role && {
    conversation,
    lastReadSeq: conversation.lastReadSeq ?? 0,
    unread: conversation.unread ?? 0,
    mentions: conversation.mentions ?? 0,
  };
