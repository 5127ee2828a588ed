import type { ConversationId, UserId } from '@parley/contracts/ids';
import type { LatestMessage } from '@parley/contracts/live';

/** A person's own read states; a key is a conversation. */
export const readTopic = (person: UserId): string => `read:${person}`;

/** How far the members of a conversation have read; a key is a person. */
export const receiptsTopic = (conversation: ConversationId): string => `receipts:${conversation}`;

/** The topic of the people who are typing in a conversation. The conversation is its only key. */
export const typingTopic = (conversation: ConversationId): string => `typing:${conversation}`;

/** Says that something may have changed; what it is now is looked up. */
export const changed = (key: ConversationId | UserId): LatestMessage => ({ key });
