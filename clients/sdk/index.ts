export { connect, type ConnectOptions } from './client.js';
export type { DeviceLook } from './actions/signing-in.js';
export { EditConflict, ParleyError, type ErrorCode, type FieldProblem } from './errors.js';
export { memoryStorage, type ClientStorage } from './storage/memory.js';
export type { Locks } from './locks/locks.js';
export { derived, writable, type Store, type Writable } from './store.js';
export { reduceConversation } from './reducer/conversation.js';
export type { ConversationEvent } from './reducer/event.js';
export { reduceMembers } from './reducer/members.js';
export { emptyWindow, type ConversationWindow, type LoadedMessage } from './reducer/window.js';
export { positionOf, type Position } from './position.js';
export { backoffMs } from './transport/backoff.js';
export type {
  Account,
  RequestOptions,
  ConnectionState,
  Conversation,
  ConversationList,
  ConversationListState,
  ConversationResults,
  ConversationResultsState,
  LiveSink,
  MemberList,
  MemberListState,
  NewConversation,
  Outbox,
  ParleyClient,
  People,
  PersonDetails,
  Revision,
  SearchFilter,
  SearchHit,
  SearchResults,
  SearchState,
  SessionState,
  SignInOutcome,
  SignInWith,
  SignUpWith,
  Upload,
  Uploadable,
  UploadState,
} from './api.js';
export type {
  Attachment,
  AttachmentStatus,
  Author,
  ConversationDetails,
  ConversationKind,
  ConversationRole,
  ConversationSummary,
  Device,
  DevicePlatform,
  Draft,
  DraftPreview,
  Member,
  Message,
  NamedReaction,
  PendingMessage,
  Person,
  Presence,
  PresenceStatus,
  Quoted,
  Reaction,
  ReadState,
  Thumbnail,
  Viewer,
} from './model.js';
export type { HoleItem, MessageItem, PendingItem, Timeline, TimelineItem, TimelineState } from './timeline.js';
// operations for `request` and `listen`, for programs that show nothing and so need no stores
export {
  ConversationChangesDocument,
  ConversationEventsDocument,
  ConversationMembersDocument,
  ConversationSummaryDocument,
  ConversationWithMessagesDocument,
  InboxEventsDocument,
  MarkReadDocument,
  MeDocument,
  PersonDocument,
  ReadStateChangesDocument,
  SendMessageDocument,
  type ConversationChangesQuery,
  type ConversationMembersQuery,
  type ConversationWithMessagesQuery,
} from './generated/graphql.js';
