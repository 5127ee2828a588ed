import type { ParleyError } from './errors.js';
import type {
  MessageSearchFilter,
  UpdateProfileInput,
  CreateConversationInput,
  TypedDocumentString,
} from './generated/graphql.js';
import type {
  Attachment,
  Author,
  ConversationDetails,
  ConversationRole,
  ConversationSummary,
  Draft,
  Member,
  Message,
  NamedReaction,
  PendingMessage,
  Person,
  Presence,
  PresenceStatus,
  ReadState,
  Viewer,
} from './model.js';
import type { Store } from './store.js';
import type { Timeline } from './timeline.js';

/** One person on one service. */
export interface ParleyClient {
  /** Whether there is a line, since when not, and whether all that was missed is there. */
  readonly connection: Store<ConnectionState>;
  readonly session: Store<SessionState>;
  /** The one who is signed in, once it is known. */
  readonly viewer: Store<Viewer | null>;
  readonly conversations: ConversationList;
  /** What was said and is not sent yet, of all conversations, in the order in which it was said. */
  readonly outbox: Outbox;
  readonly people: People;
  readonly account: Account;

  readonly signIn: (input: SignInWith) => Promise<SignInOutcome>;
  readonly signUp: (input: SignUpWith) => Promise<void>;
  /** Ends the session, also where there is no line; what is queued of it is forgotten. */
  readonly signOut: (how?: { everywhere?: boolean }) => Promise<void>;

  /** Public channels of the workspace, joined or not: `readState` is null for those that are not. With words: those that have them. */
  readonly channels: (words?: string) => ConversationResults;
  /** What there is to one conversation. The same object each time, as long as somebody listens to it. */
  readonly conversation: (id: string) => Conversation;
  /** A DIRECT conversation that exists already is given back. */
  readonly createConversation: (input: NewConversation) => Promise<ConversationDetails>;
  /** What messages are found by words, best first. */
  readonly search: (query: string, filter?: SearchFilter) => SearchResults;
  /** One message, wherever it is; null where there is none, or not for the viewer. */
  readonly message: (id: string) => Promise<(Message & { readonly conversationId: string }) | null>;
  /** What a message said before, oldest first: a page of it, after this revision or from the first one. */
  readonly history: (messageId: string, after?: number) => Promise<readonly Revision[]>;
  /** Uploads a file to the object store. Starts immediately. */
  readonly upload: (file: Uploadable) => Upload;
  /** The attachment as it is now, with an address that is good for minutes. */
  readonly attachment: (id: string) => Promise<Attachment | null>;

  /** Sends any query or mutation, over HTTP, as the viewer. Errors: ParleyError. */
  readonly request: <Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
    options?: RequestOptions,
  ) => Promise<Result>;
  /** Any subscription, on the one socket; after a cut it begins anew, with the variables as they are then. */
  readonly listen: <Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: () => Variables,
    sink: LiveSink<Result>,
  ) => () => void;
  /** A token that is good for a while, for clients beside this one; null where nobody is signed in. */
  readonly accessToken: () => Promise<string | null>;
  /** Ends all that it does; what is queued stays in the storage. */
  readonly close: () => Promise<void>;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
  /** Makes a retry with the same key execute once (README, "Idempotent retries"). */
  readonly idempotencyKey?: string;
}

export interface LiveSink<Result> {
  /** `seq`: the position of what it tells, where it has one. Null where it could not be read. */
  readonly next: (result: Result | null, seq: number | undefined) => void;
  /** It is over, and not by a cut. */
  readonly error: (error: ParleyError) => void;
}

export interface ConnectionState {
  /** `idle`: nobody is signed in, or nobody listens to anything. */
  readonly status: 'idle' | 'connecting' | 'connected' | 'offline';
  /** Since when there is no line, in milliseconds since 1970; null while there is one or none is wanted. */
  readonly offlineSince: number | null;
  /** When the next try is. */
  readonly retryAt: number | null;
  /** Whether everything that happened meanwhile has been read. False until then, after each cut. */
  readonly caughtUp: boolean;
}

export type SessionState =
  /** The storage has not been read yet. */
  | { readonly status: 'restoring' }
  /** `expired`: it was ended from elsewhere, or not used for long. */
  | { readonly status: 'signedOut'; readonly expired: boolean }
  | { readonly status: 'signedIn'; readonly userId: string; readonly deviceId: string };

export interface SignInWith {
  readonly tenant: string;
  readonly email: string;
  readonly password: string;
}

export interface SignUpWith extends SignInWith {
  readonly displayName: string;
  readonly invitationCode?: string | null;
}

export type SignInOutcome =
  | { readonly status: 'signedIn' }
  /** `complete` with a code of the second factor. */
  | { readonly status: 'secondFactor'; readonly expiresAt: string; readonly complete: (code: string) => Promise<void> };

export interface ConversationListState {
  readonly status: 'loading' | 'ready' | 'failed';
  /** Latest activity first. */
  readonly conversations: readonly ConversationSummary[];
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  /** Over all of the viewer's conversations, loaded or not. */
  readonly unread: number;
  readonly mentions: number;
  readonly error: ParleyError | null;
}

/** The viewer's conversations, live while somebody listens. */
export interface ConversationList extends Store<ConversationListState> {
  readonly loadMore: () => Promise<void>;
  readonly refresh: () => Promise<void>;
  /** Those of all whose title, topic or, of a DIRECT, other person has these words. */
  readonly find: (words: string) => ConversationResults;
}

export interface ConversationResultsState {
  readonly status: 'loading' | 'ready' | 'failed';
  /** Latest activity first. */
  readonly conversations: readonly ConversationSummary[];
  readonly hasMore: boolean;
  readonly error: ParleyError | null;
}

/** Reads as soon as somebody listens. */
export interface ConversationResults extends Store<ConversationResultsState> {
  readonly loadMore: () => Promise<void>;
}

export interface Conversation {
  readonly id: string;
  /** Undefined until it is known, null where there is none for the viewer. */
  readonly details: Store<ConversationDetails | null | undefined>;
  readonly timeline: Timeline;
  /** Pinned messages, latest last. */
  readonly pinned: Store<readonly Message[]>;
  readonly members: MemberList;
  /** Who is typing, without the viewer. Nobody where the viewer is no member. */
  readonly typing: Store<readonly Person[]>;
  /** How far others have read, by user id. Complete once `members` is. */
  readonly receipts: Store<ReadonlyMap<string, number>>;
  /** Null for who is no member. */
  readonly readState: Store<ReadState | null>;
  /** The replies to a message. `items` begins with the message itself. */
  readonly thread: (rootId: string) => Timeline;

  /** Shows the message immediately, and stores it until it is sent, in order. Returns its first state. */
  readonly send: (draft: Draft | string) => PendingMessage;
  /** Errors: EditConflict with both texts where it was changed meanwhile. */
  readonly edit: (message: Pick<Message, 'id' | 'revision'>, text: string) => Promise<Message>;
  readonly delete: (messageId: string) => Promise<void>;
  readonly react: (messageId: string, emoji: string, on?: boolean) => Promise<void>;
  readonly pin: (messageId: string, on?: boolean) => Promise<void>;
  /** Who reacted to a message, by name. */
  readonly reactions: (messageId: string) => Promise<readonly NamedReaction[]>;
  /** Up to a position, or to the latest that is known. Sent at most once a second, and never for who is no member. */
  readonly markRead: (seq?: number) => void;
  /** Call it at each key: it is throttled to one request every few seconds. `false`, a send, or some seconds of silence end it. */
  readonly setTyping: (typing?: boolean) => void;

  readonly join: () => Promise<void>;
  readonly leave: () => Promise<void>;
  readonly update: (change: { title?: string; topic?: string; public?: boolean }) => Promise<void>;
  readonly addMembers: (userIds: readonly string[]) => Promise<void>;
  readonly removeMember: (userId: string) => Promise<void>;
  readonly setRole: (userId: string, role: ConversationRole) => Promise<void>;
  /** Members whose names have these words in them, best match first; all by name where there are none. The service searches. */
  readonly findMembers: (query: string, first?: number) => Promise<readonly PersonDetails[]>;
}

export interface MemberListState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly members: readonly Member[];
  readonly hasMore: boolean;
  readonly error: ParleyError | null;
}

export interface MemberList extends Store<MemberListState> {
  /** Reloads the first page, also after it failed. */
  readonly refresh: () => Promise<void>;
  readonly loadMore: () => Promise<void>;
}

export interface Outbox extends Store<readonly PendingMessage[]> {
  /** With the same client message id, so that it can't be there twice. */
  readonly retry: (clientMessageId: string) => void;
  /** Does not take back what may have been sent: only what is queued or failed. */
  readonly discard: (clientMessageId: string) => void;
}

export interface People {
  readonly find: (query: string, first?: number) => Promise<readonly Author[]>;
  readonly get: (id: string) => Promise<PersonDetails | null>;
  /** Who is there, by user id, live while somebody listens. */
  readonly presence: (userIds: readonly string[]) => Store<ReadonlyMap<string, Presence>>;
  readonly setPresence: (status: PresenceStatus, text?: string) => Promise<void>;
}

export interface PersonDetails extends Author {
  /** One of its kind in the workspace: it tells people of one name apart. */
  readonly handle: string;
  readonly bio: string | null;
  readonly locale: string;
  readonly timeZone: string;
  readonly presence: Presence;
}

export interface Account {
  readonly update: (profile: UpdateProfileInput) => Promise<void>;
  readonly revokeDevice: (deviceId: string) => Promise<void>;
  /** An `otpauth:` address for an authenticator. Needs the password of the account. */
  readonly enrollTotp: (password: string) => Promise<{ readonly uri: string; readonly secret: string }>;
  /** Recovery codes, shown once. */
  readonly confirmTotp: (code: string) => Promise<readonly string[]>;
}

export type NewConversation = CreateConversationInput;
export type SearchFilter = MessageSearchFilter;

export interface SearchHit {
  readonly message: Message;
  readonly conversation: Pick<ConversationDetails, 'id' | 'kind' | 'title' | 'peer'>;
  readonly score: number;
  /** HTML-escaped, with matches between `<mark>` and `</mark>`. */
  readonly highlights: readonly string[];
}

export interface SearchState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly hits: readonly SearchHit[];
  readonly totalCount: number;
  readonly hasMore: boolean;
  readonly error: ParleyError | null;
}

/** Searches as soon as somebody listens. */
export interface SearchResults extends Store<SearchState> {
  readonly loadMore: () => Promise<void>;
}

export interface Revision {
  readonly revision: number;
  readonly text: string;
  readonly at: string;
}

/** A browser's `File` is one. */
export interface Uploadable {
  readonly name: string;
  /** MIME type; `application/octet-stream` where it is empty. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  readonly arrayBuffer: () => Promise<ArrayBuffer>;
}

export interface UploadState {
  readonly status: 'hashing' | 'sending' | 'checking' | 'done' | 'failed' | 'cancelled';
  /** Bytes that were sent, of `size`. */
  readonly sent: number;
  readonly size: number;
  readonly attachment: Attachment | null;
  readonly error: ParleyError | null;
}

export interface Upload extends Store<UploadState> {
  /** Errors: ParleyError, CANCELLED among them. Need not be waited for. */
  readonly done: Promise<Attachment>;
  readonly cancel: () => void;
  /** From the start, after it failed. */
  readonly retry: () => void;
}
