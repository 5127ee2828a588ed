import type {
  AttachmentStatus,
  ConversationKind,
  ConversationRole,
  DevicePlatform,
  PresenceStatus,
} from './generated/graphql.js';
import type { ParleyError } from './errors.js';

// Times are RFC 3339 in UTC; `seq` is a position in a conversation's log: 1, 2, 3 … without a hole.

export type { AttachmentStatus, ConversationKind, ConversationRole, DevicePlatform, PresenceStatus };

export interface Person {
  readonly id: string;
  readonly displayName: string;
}

export interface Author extends Person {
  readonly bot: boolean;
  /** `url` is signed, and good for minutes. */
  readonly avatar: { readonly id: string; readonly url: string | null } | null;
}

export interface Viewer extends Person {
  readonly email: string | null;
  readonly bio: string | null;
  readonly locale: string;
  readonly timeZone: string;
  readonly avatar: Author['avatar'];
  readonly devices: readonly Device[] | null;
}

export interface Device {
  readonly id: string;
  readonly name: string | null;
  readonly platform: DevicePlatform | null;
  readonly lastSeenAt: string;
  /** Whether it is the device of this request. */
  readonly current: boolean;
}

export interface Presence {
  readonly status: PresenceStatus;
  readonly text: string | null;
  readonly lastActiveAt: string | null;
}

export interface Attachment {
  readonly id: string;
  readonly fileName: string;
  readonly mimeType: string;
  /** Bytes. */
  readonly size: number;
  readonly status: AttachmentStatus;
  readonly rejectedBecause: string | null;
  readonly width: number | null;
  readonly height: number | null;
  /** Signed, and good for at most five minutes: `client.attachment(id)` gives a new one. Null unless READY. */
  readonly url: string | null;
  readonly thumbnails: readonly Thumbnail[];
}

export interface Thumbnail {
  readonly width: number;
  readonly height: number;
  readonly mimeType: string;
  readonly url: string;
}

export interface Reaction {
  readonly emoji: string;
  readonly count: number;
  /** The first hundred who gave it. */
  readonly users: readonly { readonly id: string }[];
}

/** A reaction with the names of those who gave it: the first hundred. */
export interface NamedReaction extends Reaction {
  readonly users: readonly Person[];
}

/** What a reply shows of the message that it quotes. */
export interface Quoted {
  readonly id: string;
  readonly seq: number;
  readonly text: string;
  readonly author: Person | null;
  readonly mentions: readonly Person[];
}

export interface Message {
  readonly id: string;
  readonly seq: number;
  /** 1 at first, one more with each edit. */
  readonly revision: number;
  /** Position of the latest event that changed anything of it. */
  readonly updatedSeq: number;
  /** Markdown (CommonMark without HTML). Empty once deleted. */
  readonly text: string;
  readonly author: Author | null;
  readonly mentions: readonly Person[];
  readonly attachments: readonly Attachment[];
  readonly reactions: readonly Reaction[];
  /** The message that it quotes. */
  readonly replyTo: Quoted | null;
  /** Root of the thread that it is in. */
  readonly thread: { readonly id: string } | null;
  /** Replies in the thread that it is the root of. */
  readonly replyCount: number;
  readonly pinned: boolean;
  readonly createdAt: string;
  readonly editedAt: string | null;
  readonly deletedAt: string | null;
}

export interface ReadState {
  readonly lastReadSeq: number;
  /** Messages of others after it, at most 1,000. */
  readonly unread: number;
  /** Those of them that name the viewer. */
  readonly mentions: number;
}

export interface ConversationDetails {
  readonly id: string;
  readonly kind: ConversationKind;
  readonly title: string | null;
  readonly topic: string | null;
  readonly public: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly memberCount: number;
  /** Of a DIRECT: the other person, or the viewer where it is one with oneself. */
  readonly peer: Author | null;
  /** Position of the latest event that is known. */
  readonly seq: number;
  readonly epoch: string;
}

export interface ConversationSummary extends ConversationDetails {
  readonly lastMessage: Message | null;
  /** Null for who is no member. */
  readonly readState: ReadState | null;
}

export interface Member {
  readonly id: string;
  readonly role: ConversationRole;
  readonly joinedAt: string;
  readonly lastReadSeq: number;
  readonly user: Author | null;
}

/** What is to be sent. */
export interface Draft {
  readonly text?: string;
  /** Uploaded before, by `client.upload`. */
  readonly attachmentIds?: readonly string[];
  readonly replyToId?: string;
  /** Root of the thread that it goes into. With `replyToId` of the same root it stands in the conversation, too. */
  readonly threadId?: string;
  /** What its sender knows of how it will look, to show while it is pending. It stays on this machine. */
  readonly preview?: DraftPreview;
}

export interface DraftPreview {
  readonly replyTo?: Quoted | null;
  readonly mentions?: readonly Person[];
  readonly attachments?: readonly Attachment[];
}

/**
 * A message on its way. `queued` waits for its turn, or for the line; `sending` is under way; `failed` waits for
 * somebody to retry or discard it. Once sent it is a message of the timeline.
 */
export interface PendingMessage {
  readonly clientMessageId: string;
  readonly conversationId: string;
  readonly draft: Draft;
  readonly state: 'queued' | 'sending' | 'failed' | 'sent';
  /** Milliseconds since 1970, by this machine's clock. */
  readonly createdAt: number;
  readonly attempts: number;
  /** When it is tried next, by this machine's clock: a countdown where `error` says RATE_LIMITED. */
  readonly retryAt: number | null;
  /** The message that it became, once it is sent. */
  readonly sent: { readonly id: string; readonly seq: number } | null;
  /** Why the last try did not succeed. */
  readonly error: { readonly code: ParleyError['code']; readonly message: string } | null;
}
