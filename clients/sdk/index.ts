export { connect, type ConnectOptions } from './client.js';
export type { DeviceLook } from './actions/signing-in.js';
export { EditConflict, ParleyError, type ErrorCode, type FieldProblem } from './errors.js';
export { memoryStorage, type ClientStorage } from './storage/storage.js';
export type { Locks } from './storage/locks.js';
export { derived, type Store } from './store.js';
export type {
  Account,
  AskOptions,
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
  Author,
  ConversationDetails,
  ConversationSummary,
  Device,
  Draft,
  DraftPreview,
  Member,
  Message,
  PendingMessage,
  Person,
  Presence,
  Reaction,
  ReadState,
  Thumbnail,
  Viewer,
} from './model.js';
export type { HoleItem, MessageItem, PendingItem, Timeline, TimelineItem, TimelineState } from './timeline.js';
