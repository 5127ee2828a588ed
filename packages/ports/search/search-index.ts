import type { ConversationId, MessageId, TenantId, UserId } from '@parley/contracts/ids';

/** Full text of messages, in any language. Eventually consistent: it follows the log. */
export interface SearchIndex {
  /** Adds or replaces. A document that is older than what is there (by `version`) changes nothing, also one that comes late. */
  put(documents: readonly MessageDocument[]): Promise<void>;
  /** Best first. Only from the conversations given, within the tenant: the caller has checked who may read them. */
  search(query: MessageQuery): Promise<MessageHits>;
}

/**
 * What keeps a search index as it should be. The index is derived: what is true is the state, which is read again for
 * everything here.
 */
export interface SearchUpkeep {
  /** Whether the index has the form that this version searches; false where the index has to be made (again). */
  isMade(): Promise<boolean>;
  /** The documents of these messages, as the next search may see them. */
  kept(keys: readonly MessageKey[]): Promise<KeptDocument[]>;
  /** All that is kept, in pages. */
  keptPages(): AsyncIterable<readonly KeptDocument[]>;
  /**
   * Makes all of it again from the state, while searches and `put` go on: none fails, and none reads less than
   * before. One at a time, of all processes. Errors: UNAVAILABLE; where what was made is not as the state, which leaves
   * the index as it was.
   */
  rebuild(state: MessageState): Promise<void>;
  /** Removes everything of a tenant, of which nothing is put any more. Returns the number of messages. */
  forget(tenant: TenantId): Promise<number>;
  /** Removes what a rebuild has left that did not come to its end. Not while one goes on. */
  tidy(): Promise<void>;
}

/** The present state of messages. */
export interface MessageState {
  /** All messages, in pages; each page as of when it is read. */
  pages(): AsyncIterable<readonly MessageDocument[]>;
  /** Of these messages; none for those that are gone. */
  read(keys: readonly MessageKey[]): Promise<MessageDocument[]>;
}

export interface MessageKey {
  conversation: ConversationId;
  id: MessageId;
}

export interface KeptDocument extends MessageDocument {
  /** Whether it is found by what it says, and by nothing else. */
  sound: boolean;
}

export interface MessageDocument {
  id: MessageId;
  tenant: TenantId;
  conversation: ConversationId;
  author: UserId;
  /**
   * What people read: no marks of Markdown, people by name. Empty once deleted: the document then matches nothing, and nothing
   * of what was written is kept.
   */
  text: string;
  mentions: readonly UserId[];
  hasAttachment: boolean;
  /** The language of the text, as a primary subtag (BCP 47); missing if it is not clear. */
  language?: string;
  createdAt: Date;
  /** Position of the latest event that changed the message; later ones win. */
  version: number;
}

export interface MessageQuery {
  tenant: TenantId;
  conversations: readonly ConversationId[];
  /**
   * What a person typed: any text is a valid query. A message matches when it has all the words; case and accents don't
   * count, and the last word may be the beginning of one. Words of scripts that put no spaces between them are found
   * wherever they stand. An index may also find other forms of a word, in the message's language. `"two words"` are found
   * next to each other only, and as they stand; a message with what follows a minus sign (`-word`, `-"two words"`) does
   * not match. A query of nothing else finds nothing.
   */
  text: string;
  authors?: readonly UserId[];
  /** Inclusive, as `to`. */
  from?: Date;
  to?: Date;
  hasAttachment?: boolean;
  mentions?: UserId;
  /** Only what is written in it, as documents say. */
  language?: string;
  first: number;
  /** The last hit of the page before. Scores don't change with time: a page follows the one before without a repeat. */
  after?: { score: number; id: MessageId };
}

export interface MessageHits {
  /** On all pages. */
  total: number;
  hits: MessageHit[];
}

export interface MessageHit {
  id: MessageId;
  conversation: ConversationId;
  /** Higher is better; only comparable within one query. */
  score: number;
  /** Fragments of the text: matches between <mark> and </mark>, all else HTML-escaped. */
  highlights: string[];
}
