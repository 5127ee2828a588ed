import type { ConversationId, MessageId, TenantId, UserId } from '@parley/contracts/ids';

/** Full text of messages, in any language. Eventually consistent: it follows the log. */
export interface SearchIndex {
  /** Adds or replaces. A document that is older than what is there (by `version`) changes nothing. */
  put(documents: readonly MessageDocument[]): Promise<void>;
  /** Best first. Only from the conversations given, within the tenant: the caller has asked who may read them. */
  search(query: MessageQuery): Promise<MessageHits>;
}

export interface MessageDocument {
  id: MessageId;
  tenant: TenantId;
  conversation: ConversationId;
  author: UserId;
  /** Empty once deleted: the document then matches nothing. */
  text: string;
  mentions: readonly UserId[];
  hasAttachment: boolean;
  createdAt: Date;
  /** Position of the latest event that changed the message; later ones win. */
  version: number;
}

export interface MessageQuery {
  tenant: TenantId;
  conversations: readonly ConversationId[];
  /** What a person typed; any text is a valid query. */
  text: string;
  authors?: readonly UserId[];
  from?: Date;
  to?: Date;
  hasAttachment?: boolean;
  mentions?: UserId;
  first: number;
  /** The last hit of the page before. */
  after?: { score: number; id: MessageId };
}

export interface MessageHits {
  total: number;
  hits: { id: MessageId; conversation: ConversationId; score: number; /** Matches between <mark> and </mark>, all else escaped. */ highlights: string[] }[];
}
