/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type AttachmentStatus =
  | 'PENDING'
  | 'READY'
  | 'REJECTED'
  | 'SCANNING';

export type CompleteSignInInput = {
  challengeId: string;
  code: string;
};

export type ConversationFilter = {
  kinds?: Array<ConversationKind> | null | undefined;
  /**
   * Words that the title or topic contains, or that the name of the other person of a DIRECT conversation contains. Case,
   * accents and kinds of apostrophes are ignored.
   */
  query?: string | null | undefined;
  unreadOnly?: boolean | null | undefined;
};

export type ConversationKind =
  | 'CHANNEL'
  | 'DIRECT'
  | 'GROUP';

export type ConversationPosition = {
  conversationId: string;
  epoch?: string | null | undefined;
  seq: number;
};

export type ConversationRole =
  | 'MEMBER'
  | 'MODERATOR'
  | 'OWNER'
  | 'READER';

export type CreateConversationInput = {
  kind: ConversationKind;
  memberIds?: Array<string> | null | undefined;
  public?: boolean | null | undefined;
  title?: string | null | undefined;
  topic?: string | null | undefined;
};

export type CreateUploadInput = {
  fileName: string;
  mimeType: string;
  sha256: string;
  size: number;
};

export type DeviceInput = {
  fingerprint: string;
  name?: string | null | undefined;
  platform?: DevicePlatform | null | undefined;
  pushToken?: string | null | undefined;
};

export type DevicePlatform =
  | 'ANDROID'
  | 'BOT'
  | 'DESKTOP'
  | 'IOS'
  | 'WEB';

/** If `expectedRevision` is not the current revision: CONFLICT, with the current message in the error's extensions. */
export type EditMessageInput = {
  expectedRevision: number;
  messageId: string;
  text: string;
};

export type MessageSearchFilter = {
  authorIds?: Array<string> | null | undefined;
  conversationIds?: Array<string> | null | undefined;
  from?: string | null | undefined;
  hasAttachment?: boolean | null | undefined;
  /** Only messages in this language, as detected from the text: a language tag (BCP 47), of which only the language matters. */
  language?: string | null | undefined;
  mentionsMe?: boolean | null | undefined;
  to?: string | null | undefined;
};

export type PresenceStatus =
  | 'AWAY'
  | 'DO_NOT_DISTURB'
  | 'OFFLINE'
  | 'ONLINE';

export type RefreshSessionInput = {
  device?: DeviceInput | null | undefined;
  refreshToken: string;
};

export type SanctionKind =
  | 'BANNED'
  | 'MUTED';

/**
 * `clientMessageId` is a UUID that the client creates. Sending is idempotent: another send with the same id returns the first message.
 * If the message `threadId` is itself in a thread, the new message joins that thread.
 * Clients show a reply only in its thread; if `replyToId` is the same root, they also show it in the conversation.
 */
export type SendMessageInput = {
  attachmentIds?: Array<string> | null | undefined;
  clientMessageId: string;
  conversationId: string;
  replyToId?: string | null | undefined;
  text?: string | null | undefined;
  threadId?: string | null | undefined;
};

export type SignInInput = {
  device?: DeviceInput | null | undefined;
  email: string;
  password: string;
  tenant: string;
};

export type SignUpInput = {
  device?: DeviceInput | null | undefined;
  displayName: string;
  email: string;
  invitationCode?: string | null | undefined;
  password: string;
  tenant: string;
};

export type UpdateConversationInput = {
  id: string;
  public?: boolean | null | undefined;
  title?: string | null | undefined;
  topic?: string | null | undefined;
};

export type UpdateProfileInput = {
  avatarId?: string | null | undefined;
  bio?: string | null | undefined;
  displayName?: string | null | undefined;
  locale?: string | null | undefined;
  timeZone?: string | null | undefined;
};

export type ConversationsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: ConversationFilter | null | undefined;
}>;


export type ConversationsQuery = { conversations: { edges: Array<{ cursor: string, node: { id: string, kind: ConversationKind, title: string | null, topic: string | null, public: boolean, createdAt: string, updatedAt: string, seq: number, epoch: string, memberCount: number, lastMessage: { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null } | null, readState: { lastReadSeq: number, unread: number, mentions: number } | null, peer: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type UnreadConversationsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type UnreadConversationsQuery = { conversations: { edges: Array<{ node: { id: string, readState: { lastReadSeq: number, unread: number, mentions: number } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ChannelsQueryVariables = Exact<{
  query?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ChannelsQuery = { channels: { edges: Array<{ cursor: string, node: { id: string, kind: ConversationKind, title: string | null, topic: string | null, public: boolean, createdAt: string, updatedAt: string, seq: number, epoch: string, memberCount: number, lastMessage: { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null } | null, readState: { lastReadSeq: number, unread: number, mentions: number } | null, peer: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ConversationWithMessagesQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  before?: number | null | undefined;
  after?: number | null | undefined;
  around?: number | null | undefined;
}>;


export type ConversationWithMessagesQuery = { conversation: { id: string, kind: ConversationKind, title: string | null, topic: string | null, public: boolean, createdAt: string, updatedAt: string, seq: number, epoch: string, memberCount: number, readState: { lastReadSeq: number, unread: number, mentions: number } | null, pinned: Array<{ id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null }>, messages: { asOf: number, epoch: string, edges: Array<{ cursor: string, node: { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } }, peer: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null } | null };

export type ConversationMembersQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ConversationMembersQuery = { conversation: { id: string, memberCount: number, members: { edges: Array<{ cursor: string, node: { id: string, role: ConversationRole, joinedAt: string, lastReadSeq: number, user: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type FindMembersQueryVariables = Exact<{
  id: string;
  query: string;
  first?: number | null | undefined;
}>;


export type FindMembersQuery = { conversation: { id: string, members: { edges: Array<{ node: { id: string, user: { handle: string, bio: string | null, locale: string, timeZone: string, id: string, displayName: string, bot: boolean, presence: { status: PresenceStatus, text: string | null, lastActiveAt: string | null }, avatar: { id: string, url: string | null } | null } | null } }> } } | null };

export type CreateConversationMutationVariables = Exact<{
  input: CreateConversationInput;
}>;


export type CreateConversationMutation = { createConversation: { id: string, kind: ConversationKind, title: string | null, topic: string | null, public: boolean, createdAt: string, updatedAt: string, seq: number, epoch: string, memberCount: number, peer: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null } };

export type UpdateConversationMutationVariables = Exact<{
  input: UpdateConversationInput;
}>;


export type UpdateConversationMutation = { updateConversation: { id: string, kind: ConversationKind, title: string | null, topic: string | null, public: boolean, createdAt: string, updatedAt: string, seq: number, epoch: string, memberCount: number } };

export type JoinConversationMutationVariables = Exact<{
  conversationId: string;
}>;


export type JoinConversationMutation = { joinConversation: { id: string, kind: ConversationKind, title: string | null, topic: string | null, public: boolean, createdAt: string, updatedAt: string, seq: number, epoch: string, memberCount: number } };

export type LeaveConversationMutationVariables = Exact<{
  conversationId: string;
}>;


export type LeaveConversationMutation = { leaveConversation: boolean };

export type AddMembersMutationVariables = Exact<{
  conversationId: string;
  userIds: Array<string> | string;
}>;


export type AddMembersMutation = { addMembers: { id: string, kind: ConversationKind, title: string | null, topic: string | null, public: boolean, createdAt: string, updatedAt: string, seq: number, epoch: string, memberCount: number } };

export type RemoveMemberMutationVariables = Exact<{
  conversationId: string;
  userId: string;
}>;


export type RemoveMemberMutation = { removeMember: { id: string, kind: ConversationKind, title: string | null, topic: string | null, public: boolean, createdAt: string, updatedAt: string, seq: number, epoch: string, memberCount: number } };

export type SetMemberRoleMutationVariables = Exact<{
  conversationId: string;
  userId: string;
  role: ConversationRole;
}>;


export type SetMemberRoleMutation = { setMemberRole: { id: string, role: ConversationRole, joinedAt: string, lastReadSeq: number, user: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null } };

export type MarkReadMutationVariables = Exact<{
  conversationId: string;
  seq: number;
}>;


export type MarkReadMutation = { markRead: { lastReadSeq: number, unread: number, mentions: number } };

export type ConversationSummaryQueryVariables = Exact<{
  id: string;
}>;


export type ConversationSummaryQuery = { conversation: { id: string, kind: ConversationKind, title: string | null, topic: string | null, public: boolean, createdAt: string, updatedAt: string, seq: number, epoch: string, memberCount: number, lastMessage: { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null } | null, readState: { lastReadSeq: number, unread: number, mentions: number } | null, peer: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null } | null };

export type SessionPartsFragment = { accessToken: string, refreshToken: string, expiresAt: string, deviceId: string, user: { id: string, displayName: string } };

export type AuthorPartsFragment = { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null };

export type AttachmentPartsFragment = { id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> };

export type MessagePartsFragment = { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null };

export type MemberPartsFragment = { id: string, role: ConversationRole, joinedAt: string, lastReadSeq: number, user: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null };

export type ConversationPartsFragment = { id: string, kind: ConversationKind, title: string | null, topic: string | null, public: boolean, createdAt: string, updatedAt: string, seq: number, epoch: string, memberCount: number };

export type ConversationLookFragment = { id: string, kind: ConversationKind, title: string | null, topic: string | null, public: boolean, createdAt: string, updatedAt: string, seq: number, epoch: string, memberCount: number, peer: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null };

export type SummaryPartsFragment = { id: string, kind: ConversationKind, title: string | null, topic: string | null, public: boolean, createdAt: string, updatedAt: string, seq: number, epoch: string, memberCount: number, lastMessage: { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null } | null, readState: { lastReadSeq: number, unread: number, mentions: number } | null, peer: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null };

type EventParts_AttachmentChanged_Fragment = { __typename: 'AttachmentChanged', conversationId: string, seq: number, at: string, attachment: { id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> } | null, actor: { id: string, displayName: string } | null };

type EventParts_ConversationUpdated_Fragment = { __typename: 'ConversationUpdated', conversationId: string, seq: number, at: string, conversation: { id: string, kind: ConversationKind, title: string | null, topic: string | null, public: boolean, createdAt: string, updatedAt: string, seq: number, epoch: string, memberCount: number }, actor: { id: string, displayName: string } | null };

type EventParts_EventHidden_Fragment = { __typename: 'EventHidden', conversationId: string, seq: number, at: string, actor: { id: string, displayName: string } | null };

type EventParts_MemberJoined_Fragment = { __typename: 'MemberJoined', conversationId: string, seq: number, at: string, member: { id: string, role: ConversationRole, joinedAt: string, lastReadSeq: number, user: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null }, actor: { id: string, displayName: string } | null };

type EventParts_MemberLeft_Fragment = { __typename: 'MemberLeft', removed: boolean, conversationId: string, seq: number, at: string, user: { id: string, displayName: string } | null, actor: { id: string, displayName: string } | null };

type EventParts_MemberRestored_Fragment = { __typename: 'MemberRestored', kind: SanctionKind, conversationId: string, seq: number, at: string, user: { id: string } | null, actor: { id: string, displayName: string } | null };

type EventParts_MemberRoleChanged_Fragment = { __typename: 'MemberRoleChanged', conversationId: string, seq: number, at: string, member: { id: string, role: ConversationRole, user: { id: string } | null }, actor: { id: string, displayName: string } | null };

type EventParts_MemberSanctioned_Fragment = { __typename: 'MemberSanctioned', kind: SanctionKind, until: string | null, conversationId: string, seq: number, at: string, user: { id: string } | null, actor: { id: string, displayName: string } | null };

type EventParts_MessageCreated_Fragment = { __typename: 'MessageCreated', conversationId: string, seq: number, at: string, message: { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null }, actor: { id: string, displayName: string } | null };

type EventParts_MessageDeleted_Fragment = { __typename: 'MessageDeleted', messageId: string, conversationId: string, seq: number, at: string, actor: { id: string, displayName: string } | null };

type EventParts_MessageEdited_Fragment = { __typename: 'MessageEdited', conversationId: string, seq: number, at: string, message: { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null }, actor: { id: string, displayName: string } | null };

type EventParts_PinChanged_Fragment = { __typename: 'PinChanged', pinned: boolean, conversationId: string, seq: number, at: string, message: { id: string, updatedSeq: number, pinned: boolean }, actor: { id: string, displayName: string } | null };

type EventParts_ReactionChanged_Fragment = { __typename: 'ReactionChanged', emoji: string, added: boolean, conversationId: string, seq: number, at: string, message: { id: string, updatedSeq: number, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }> }, actor: { id: string, displayName: string } | null };

export type EventPartsFragment =
  | EventParts_AttachmentChanged_Fragment
  | EventParts_ConversationUpdated_Fragment
  | EventParts_EventHidden_Fragment
  | EventParts_MemberJoined_Fragment
  | EventParts_MemberLeft_Fragment
  | EventParts_MemberRestored_Fragment
  | EventParts_MemberRoleChanged_Fragment
  | EventParts_MemberSanctioned_Fragment
  | EventParts_MessageCreated_Fragment
  | EventParts_MessageDeleted_Fragment
  | EventParts_MessageEdited_Fragment
  | EventParts_PinChanged_Fragment
  | EventParts_ReactionChanged_Fragment
;

export type PresencePartsFragment = { status: PresenceStatus, text: string | null, lastActiveAt: string | null };

export type ConversationEventsSubscriptionVariables = Exact<{
  conversationId: string;
  after?: number | null | undefined;
  epoch?: string | null | undefined;
}>;


export type ConversationEventsSubscription = { conversationEvents:
    | { __typename: 'AttachmentChanged', conversationId: string, seq: number, at: string, attachment: { id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> } | null, actor: { id: string, displayName: string } | null }
    | { __typename: 'ConversationUpdated', conversationId: string, seq: number, at: string, conversation: { id: string, kind: ConversationKind, title: string | null, topic: string | null, public: boolean, createdAt: string, updatedAt: string, seq: number, epoch: string, memberCount: number }, actor: { id: string, displayName: string } | null }
    | { __typename: 'EventHidden', conversationId: string, seq: number, at: string, actor: { id: string, displayName: string } | null }
    | { __typename: 'MemberJoined', conversationId: string, seq: number, at: string, member: { id: string, role: ConversationRole, joinedAt: string, lastReadSeq: number, user: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null }, actor: { id: string, displayName: string } | null }
    | { __typename: 'MemberLeft', removed: boolean, conversationId: string, seq: number, at: string, user: { id: string, displayName: string } | null, actor: { id: string, displayName: string } | null }
    | { __typename: 'MemberRestored', kind: SanctionKind, conversationId: string, seq: number, at: string, user: { id: string } | null, actor: { id: string, displayName: string } | null }
    | { __typename: 'MemberRoleChanged', conversationId: string, seq: number, at: string, member: { id: string, role: ConversationRole, user: { id: string } | null }, actor: { id: string, displayName: string } | null }
    | { __typename: 'MemberSanctioned', kind: SanctionKind, until: string | null, conversationId: string, seq: number, at: string, user: { id: string } | null, actor: { id: string, displayName: string } | null }
    | { __typename: 'MessageCreated', conversationId: string, seq: number, at: string, message: { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null }, actor: { id: string, displayName: string } | null }
    | { __typename: 'MessageDeleted', messageId: string, conversationId: string, seq: number, at: string, actor: { id: string, displayName: string } | null }
    | { __typename: 'MessageEdited', conversationId: string, seq: number, at: string, message: { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null }, actor: { id: string, displayName: string } | null }
    | { __typename: 'PinChanged', pinned: boolean, conversationId: string, seq: number, at: string, message: { id: string, updatedSeq: number, pinned: boolean }, actor: { id: string, displayName: string } | null }
    | { __typename: 'ReactionChanged', emoji: string, added: boolean, conversationId: string, seq: number, at: string, message: { id: string, updatedSeq: number, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }> }, actor: { id: string, displayName: string } | null }
   };

export type InboxEventsSubscriptionVariables = Exact<{
  after?: Array<ConversationPosition> | ConversationPosition | null | undefined;
  since?: number | null | undefined;
}>;


export type InboxEventsSubscription = { inboxEvents:
    | { __typename: 'AttachmentChanged', conversationId: string, seq: number, at: string, attachment: { id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> } | null, actor: { id: string, displayName: string } | null }
    | { __typename: 'ConversationUpdated', conversationId: string, seq: number, at: string, conversation: { id: string, kind: ConversationKind, title: string | null, topic: string | null, public: boolean, createdAt: string, updatedAt: string, seq: number, epoch: string, memberCount: number }, actor: { id: string, displayName: string } | null }
    | { __typename: 'EventHidden', conversationId: string, seq: number, at: string, actor: { id: string, displayName: string } | null }
    | { __typename: 'MemberJoined', conversationId: string, seq: number, at: string, member: { id: string, role: ConversationRole, joinedAt: string, lastReadSeq: number, user: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null }, actor: { id: string, displayName: string } | null }
    | { __typename: 'MemberLeft', removed: boolean, conversationId: string, seq: number, at: string, user: { id: string, displayName: string } | null, actor: { id: string, displayName: string } | null }
    | { __typename: 'MemberRestored', kind: SanctionKind, conversationId: string, seq: number, at: string, user: { id: string } | null, actor: { id: string, displayName: string } | null }
    | { __typename: 'MemberRoleChanged', conversationId: string, seq: number, at: string, member: { id: string, role: ConversationRole, user: { id: string } | null }, actor: { id: string, displayName: string } | null }
    | { __typename: 'MemberSanctioned', kind: SanctionKind, until: string | null, conversationId: string, seq: number, at: string, user: { id: string } | null, actor: { id: string, displayName: string } | null }
    | { __typename: 'MessageCreated', conversationId: string, seq: number, at: string, message: { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null }, actor: { id: string, displayName: string } | null }
    | { __typename: 'MessageDeleted', messageId: string, conversationId: string, seq: number, at: string, actor: { id: string, displayName: string } | null }
    | { __typename: 'MessageEdited', conversationId: string, seq: number, at: string, message: { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null }, actor: { id: string, displayName: string } | null }
    | { __typename: 'PinChanged', pinned: boolean, conversationId: string, seq: number, at: string, message: { id: string, updatedSeq: number, pinned: boolean }, actor: { id: string, displayName: string } | null }
    | { __typename: 'ReactionChanged', emoji: string, added: boolean, conversationId: string, seq: number, at: string, message: { id: string, updatedSeq: number, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }> }, actor: { id: string, displayName: string } | null }
   };

export type ConversationChangesQueryVariables = Exact<{
  conversationId: string;
  after: number;
  epoch?: string | null | undefined;
  first?: number | null | undefined;
}>;


export type ConversationChangesQuery = { conversationChanges: { seq: number, epoch: string, hasMore: boolean, resync: boolean, events: Array<
      | { __typename: 'AttachmentChanged', conversationId: string, seq: number, at: string, attachment: { id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> } | null, actor: { id: string, displayName: string } | null }
      | { __typename: 'ConversationUpdated', conversationId: string, seq: number, at: string, conversation: { id: string, kind: ConversationKind, title: string | null, topic: string | null, public: boolean, createdAt: string, updatedAt: string, seq: number, epoch: string, memberCount: number }, actor: { id: string, displayName: string } | null }
      | { __typename: 'EventHidden', conversationId: string, seq: number, at: string, actor: { id: string, displayName: string } | null }
      | { __typename: 'MemberJoined', conversationId: string, seq: number, at: string, member: { id: string, role: ConversationRole, joinedAt: string, lastReadSeq: number, user: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null }, actor: { id: string, displayName: string } | null }
      | { __typename: 'MemberLeft', removed: boolean, conversationId: string, seq: number, at: string, user: { id: string, displayName: string } | null, actor: { id: string, displayName: string } | null }
      | { __typename: 'MemberRestored', kind: SanctionKind, conversationId: string, seq: number, at: string, user: { id: string } | null, actor: { id: string, displayName: string } | null }
      | { __typename: 'MemberRoleChanged', conversationId: string, seq: number, at: string, member: { id: string, role: ConversationRole, user: { id: string } | null }, actor: { id: string, displayName: string } | null }
      | { __typename: 'MemberSanctioned', kind: SanctionKind, until: string | null, conversationId: string, seq: number, at: string, user: { id: string } | null, actor: { id: string, displayName: string } | null }
      | { __typename: 'MessageCreated', conversationId: string, seq: number, at: string, message: { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null }, actor: { id: string, displayName: string } | null }
      | { __typename: 'MessageDeleted', messageId: string, conversationId: string, seq: number, at: string, actor: { id: string, displayName: string } | null }
      | { __typename: 'MessageEdited', conversationId: string, seq: number, at: string, message: { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null }, actor: { id: string, displayName: string } | null }
      | { __typename: 'PinChanged', pinned: boolean, conversationId: string, seq: number, at: string, message: { id: string, updatedSeq: number, pinned: boolean }, actor: { id: string, displayName: string } | null }
      | { __typename: 'ReactionChanged', emoji: string, added: boolean, conversationId: string, seq: number, at: string, message: { id: string, updatedSeq: number, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }> }, actor: { id: string, displayName: string } | null }
    > } };

export type ConversationHeadQueryVariables = Exact<{
  id: string;
}>;


export type ConversationHeadQuery = { conversation: { id: string, seq: number, epoch: string } | null };

export type ReadStateChangesSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type ReadStateChangesSubscription = { readStateChanges: Array<{ lastReadSeq: number, unread: number, mentions: number, conversation: { id: string } }> };

export type ReceiptChangesSubscriptionVariables = Exact<{
  conversationId: string;
}>;


export type ReceiptChangesSubscription = { receiptChanges: Array<{ id: string, lastReadSeq: number, user: { id: string } | null }> };

export type PresenceChangesSubscriptionVariables = Exact<{
  userIds: Array<string> | string;
}>;


export type PresenceChangesSubscription = { presenceChanges: Array<{ status: PresenceStatus, text: string | null, lastActiveAt: string | null, user: { id: string } | null }> };

export type TypingChangesSubscriptionVariables = Exact<{
  conversationId: string;
}>;


export type TypingChangesSubscription = { typingChanges: { conversationId: string, users: Array<{ id: string, displayName: string }> } };

export type SetTypingMutationVariables = Exact<{
  conversationId: string;
  typing?: boolean | null | undefined;
}>;


export type SetTypingMutation = { setTyping: boolean };

export type SetPresenceMutationVariables = Exact<{
  status: PresenceStatus;
  text?: string | null | undefined;
}>;


export type SetPresenceMutation = { setPresence: { status: PresenceStatus, text: string | null, lastActiveAt: string | null } };

export type SendMessageMutationVariables = Exact<{
  input: SendMessageInput;
}>;


export type SendMessageMutation = { sendMessage: { duplicate: boolean, message: { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null } } };

export type EditMessageMutationVariables = Exact<{
  input: EditMessageInput;
}>;


export type EditMessageMutation = { editMessage: { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null } };

export type DeleteMessageMutationVariables = Exact<{
  messageId: string;
}>;


export type DeleteMessageMutation = { deleteMessage: { id: string, updatedSeq: number, deletedAt: string | null } };

export type AddReactionMutationVariables = Exact<{
  messageId: string;
  emoji: string;
}>;


export type AddReactionMutation = { addReaction: { id: string, updatedSeq: number, reactions: Array<{ emoji: string, count: number, viewerReacted: boolean }> } };

export type RemoveReactionMutationVariables = Exact<{
  messageId: string;
  emoji: string;
}>;


export type RemoveReactionMutation = { removeReaction: { id: string, updatedSeq: number, reactions: Array<{ emoji: string, count: number, viewerReacted: boolean }> } };

export type PinMessageMutationVariables = Exact<{
  messageId: string;
}>;


export type PinMessageMutation = { pinMessage: { id: string, updatedSeq: number, pinned: boolean } };

export type UnpinMessageMutationVariables = Exact<{
  messageId: string;
}>;


export type UnpinMessageMutation = { unpinMessage: { id: string, updatedSeq: number, pinned: boolean } };

export type MessageRepliesQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: number | null | undefined;
}>;


export type MessageRepliesQuery = { message: { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, conversation: { id: string, kind: ConversationKind, title: string | null, topic: string | null, public: boolean, createdAt: string, updatedAt: string, seq: number, epoch: string, memberCount: number, peer: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null }, replies: { asOf: number, epoch: string, edges: Array<{ cursor: string, node: { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null } | null };

export type SearchMessagesQueryVariables = Exact<{
  query: string;
  filter?: MessageSearchFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SearchMessagesQuery = { searchMessages: { totalCount: number, edges: Array<{ cursor: string, node: { score: number, highlights: Array<string>, message: { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, conversation: { id: string, kind: ConversationKind, title: string | null, peer: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null }, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null, thread: { id: string } | null } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type MessageQueryVariables = Exact<{
  id: string;
}>;


export type MessageQuery = { message: { id: string, seq: number, revision: number, updatedSeq: number, text: string, pinned: boolean, createdAt: string, editedAt: string | null, deletedAt: string | null, replyCount: number, conversation: { id: string, seq: number }, thread: { id: string, replyCount: number } | null, author: { id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } | null, mentions: Array<{ id: string, displayName: string }>, attachments: Array<{ id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> }>, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string }> }>, replyTo: { id: string, seq: number, text: string, author: { id: string, displayName: string } | null, mentions: Array<{ id: string, displayName: string }> } | null } | null };

export type MessageHistoryQueryVariables = Exact<{
  id: string;
  after?: number | null | undefined;
}>;


export type MessageHistoryQuery = { message: { id: string, history: Array<{ revision: number, text: string, at: string }> } | null };

export type MessageReactionsQueryVariables = Exact<{
  id: string;
}>;


export type MessageReactionsQuery = { message: { id: string, reactions: Array<{ emoji: string, count: number, users: Array<{ id: string, displayName: string }> }> } | null };

export type PeopleQueryVariables = Exact<{
  query?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type PeopleQuery = { users: { edges: Array<{ cursor: string, node: { bio: string | null, id: string, displayName: string, bot: boolean, avatar: { id: string, url: string | null } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type UpdateProfileMutationVariables = Exact<{
  input: UpdateProfileInput;
}>;


export type UpdateProfileMutation = { updateProfile: { id: string, displayName: string, bio: string | null, locale: string, timeZone: string, avatar: { id: string, url: string | null } | null } };

export type PersonQueryVariables = Exact<{
  id: string;
}>;


export type PersonQuery = { user: { handle: string, bio: string | null, locale: string, timeZone: string, id: string, displayName: string, bot: boolean, presence: { status: PresenceStatus, text: string | null, lastActiveAt: string | null }, avatar: { id: string, url: string | null } | null } | null };

export type SignUpMutationVariables = Exact<{
  input: SignUpInput;
}>;


export type SignUpMutation = { signUp: { accessToken: string, refreshToken: string, expiresAt: string, deviceId: string, user: { id: string, displayName: string } } };

export type SignInMutationVariables = Exact<{
  input: SignInInput;
}>;


export type SignInMutation = { signIn:
    | { __typename: 'MfaChallenge', challengeId: string, expiresAt: string }
    | { __typename: 'Session', accessToken: string, refreshToken: string, expiresAt: string, deviceId: string, user: { id: string, displayName: string } }
   };

export type CompleteSignInMutationVariables = Exact<{
  input: CompleteSignInInput;
}>;


export type CompleteSignInMutation = { completeSignIn: { accessToken: string, refreshToken: string, expiresAt: string, deviceId: string, user: { id: string, displayName: string } } };

export type RefreshSessionMutationVariables = Exact<{
  input: RefreshSessionInput;
}>;


export type RefreshSessionMutation = { refreshSession: { accessToken: string, refreshToken: string, expiresAt: string, deviceId: string, user: { id: string, displayName: string } } };

export type SignOutMutationVariables = Exact<{
  everywhere?: boolean | null | undefined;
}>;


export type SignOutMutation = { signOut: boolean };

export type CreateSocketTokenMutationVariables = Exact<{ [key: string]: never; }>;


export type CreateSocketTokenMutation = { createSocketToken: { token: string, expiresAt: string } };

export type RenewSocketMutationVariables = Exact<{
  token: string;
}>;


export type RenewSocketMutation = { renewSocket: string };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { id: string, displayName: string, bot: boolean, email: string | null, bio: string | null, locale: string, timeZone: string, seq: number | null, avatar: { id: string, url: string | null } | null, devices: Array<{ id: string, name: string | null, platform: DevicePlatform | null, lastSeenAt: string, current: boolean }> | null } };

export type EnrollTotpMutationVariables = Exact<{
  password: string;
}>;


export type EnrollTotpMutation = { enrollTotp: { uri: string, secret: string } };

export type ConfirmTotpMutationVariables = Exact<{
  code: string;
}>;


export type ConfirmTotpMutation = { confirmTotp: Array<string> };

export type RevokeDeviceMutationVariables = Exact<{
  deviceId: string;
}>;


export type RevokeDeviceMutation = { revokeDevice: boolean };

export type CreateUploadMutationVariables = Exact<{
  input: CreateUploadInput;
}>;


export type CreateUploadMutation = { createUpload: { id: string, url: string, method: string, expiresAt: string, headers: Array<{ name: string, value: string }> } };

export type CompleteUploadMutationVariables = Exact<{
  uploadId: string;
}>;


export type CompleteUploadMutation = { completeUpload: { id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> } };

export type AttachmentQueryVariables = Exact<{
  id: string;
}>;


export type AttachmentQuery = { attachment: { id: string, fileName: string, mimeType: string, size: number, status: AttachmentStatus, rejectedBecause: string | null, width: number | null, height: number | null, url: string | null, thumbnails: Array<{ width: number, height: number, mimeType: string, url: string }> } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const SessionPartsFragmentDoc = new TypedDocumentString(`
    fragment SessionParts on Session {
  accessToken
  refreshToken
  expiresAt
  deviceId
  user {
    id
    displayName
  }
}
    `, {"fragmentName":"SessionParts"}) as unknown as TypedDocumentString<SessionPartsFragment, unknown>;
export const ConversationPartsFragmentDoc = new TypedDocumentString(`
    fragment ConversationParts on Conversation {
  id
  kind
  title
  topic
  public
  createdAt
  updatedAt
  seq
  epoch
  memberCount
}
    `, {"fragmentName":"ConversationParts"}) as unknown as TypedDocumentString<ConversationPartsFragment, unknown>;
export const AuthorPartsFragmentDoc = new TypedDocumentString(`
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
    `, {"fragmentName":"AuthorParts"}) as unknown as TypedDocumentString<AuthorPartsFragment, unknown>;
export const ConversationLookFragmentDoc = new TypedDocumentString(`
    fragment ConversationLook on Conversation {
  ...ConversationParts
  peer {
    ...AuthorParts
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment ConversationParts on Conversation {
  id
  kind
  title
  topic
  public
  createdAt
  updatedAt
  seq
  epoch
  memberCount
}`, {"fragmentName":"ConversationLook"}) as unknown as TypedDocumentString<ConversationLookFragment, unknown>;
export const AttachmentPartsFragmentDoc = new TypedDocumentString(`
    fragment AttachmentParts on Attachment {
  id
  fileName
  mimeType
  size
  status
  rejectedBecause
  width
  height
  url
  thumbnails {
    width
    height
    mimeType
    url
  }
}
    `, {"fragmentName":"AttachmentParts"}) as unknown as TypedDocumentString<AttachmentPartsFragment, unknown>;
export const MessagePartsFragmentDoc = new TypedDocumentString(`
    fragment MessageParts on Message {
  id
  seq
  revision
  updatedSeq
  text
  pinned
  createdAt
  editedAt
  deletedAt
  replyCount
  author {
    ...AuthorParts
  }
  mentions {
    id
    displayName
  }
  attachments {
    ...AttachmentParts
  }
  reactions {
    emoji
    count
    users(first: 100) {
      id
    }
  }
  replyTo {
    id
    seq
    text
    author {
      id
      displayName
    }
    mentions {
      id
      displayName
    }
  }
  thread {
    id
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment AttachmentParts on Attachment {
  id
  fileName
  mimeType
  size
  status
  rejectedBecause
  width
  height
  url
  thumbnails {
    width
    height
    mimeType
    url
  }
}`, {"fragmentName":"MessageParts"}) as unknown as TypedDocumentString<MessagePartsFragment, unknown>;
export const SummaryPartsFragmentDoc = new TypedDocumentString(`
    fragment SummaryParts on Conversation {
  ...ConversationLook
  lastMessage {
    ...MessageParts
  }
  readState {
    lastReadSeq
    unread
    mentions
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment AttachmentParts on Attachment {
  id
  fileName
  mimeType
  size
  status
  rejectedBecause
  width
  height
  url
  thumbnails {
    width
    height
    mimeType
    url
  }
}
fragment MessageParts on Message {
  id
  seq
  revision
  updatedSeq
  text
  pinned
  createdAt
  editedAt
  deletedAt
  replyCount
  author {
    ...AuthorParts
  }
  mentions {
    id
    displayName
  }
  attachments {
    ...AttachmentParts
  }
  reactions {
    emoji
    count
    users(first: 100) {
      id
    }
  }
  replyTo {
    id
    seq
    text
    author {
      id
      displayName
    }
    mentions {
      id
      displayName
    }
  }
  thread {
    id
  }
}
fragment ConversationParts on Conversation {
  id
  kind
  title
  topic
  public
  createdAt
  updatedAt
  seq
  epoch
  memberCount
}
fragment ConversationLook on Conversation {
  ...ConversationParts
  peer {
    ...AuthorParts
  }
}`, {"fragmentName":"SummaryParts"}) as unknown as TypedDocumentString<SummaryPartsFragment, unknown>;
export const MemberPartsFragmentDoc = new TypedDocumentString(`
    fragment MemberParts on ConversationMember {
  id
  role
  joinedAt
  lastReadSeq
  user {
    ...AuthorParts
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}`, {"fragmentName":"MemberParts"}) as unknown as TypedDocumentString<MemberPartsFragment, unknown>;
export const EventPartsFragmentDoc = new TypedDocumentString(`
    fragment EventParts on ConversationEvent {
  __typename
  conversationId
  seq
  at
  actor {
    id
    displayName
  }
  ... on MessageCreated {
    message {
      ...MessageParts
    }
  }
  ... on MessageEdited {
    message {
      ...MessageParts
    }
  }
  ... on MessageDeleted {
    messageId
  }
  ... on ReactionChanged {
    message {
      id
      updatedSeq
      reactions {
        emoji
        count
        users(first: 100) {
          id
        }
      }
    }
    emoji
    added
  }
  ... on PinChanged {
    message {
      id
      updatedSeq
      pinned
    }
    pinned
  }
  ... on ConversationUpdated {
    conversation {
      ...ConversationParts
    }
  }
  ... on MemberJoined {
    member {
      ...MemberParts
    }
  }
  ... on MemberLeft {
    user {
      id
      displayName
    }
    removed
  }
  ... on MemberRoleChanged {
    member {
      id
      role
      user {
        id
      }
    }
  }
  ... on MemberSanctioned {
    user {
      id
    }
    kind
    until
  }
  ... on MemberRestored {
    user {
      id
    }
    kind
  }
  ... on AttachmentChanged {
    attachment {
      ...AttachmentParts
    }
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment AttachmentParts on Attachment {
  id
  fileName
  mimeType
  size
  status
  rejectedBecause
  width
  height
  url
  thumbnails {
    width
    height
    mimeType
    url
  }
}
fragment MessageParts on Message {
  id
  seq
  revision
  updatedSeq
  text
  pinned
  createdAt
  editedAt
  deletedAt
  replyCount
  author {
    ...AuthorParts
  }
  mentions {
    id
    displayName
  }
  attachments {
    ...AttachmentParts
  }
  reactions {
    emoji
    count
    users(first: 100) {
      id
    }
  }
  replyTo {
    id
    seq
    text
    author {
      id
      displayName
    }
    mentions {
      id
      displayName
    }
  }
  thread {
    id
  }
}
fragment MemberParts on ConversationMember {
  id
  role
  joinedAt
  lastReadSeq
  user {
    ...AuthorParts
  }
}
fragment ConversationParts on Conversation {
  id
  kind
  title
  topic
  public
  createdAt
  updatedAt
  seq
  epoch
  memberCount
}`, {"fragmentName":"EventParts"}) as unknown as TypedDocumentString<EventPartsFragment, unknown>;
export const PresencePartsFragmentDoc = new TypedDocumentString(`
    fragment PresenceParts on Presence {
  status
  text
  lastActiveAt
}
    `, {"fragmentName":"PresenceParts"}) as unknown as TypedDocumentString<PresencePartsFragment, unknown>;
export const ConversationsDocument = new TypedDocumentString(`
    query Conversations($first: Int = 20, $after: String, $filter: ConversationFilter) {
  conversations(first: $first, after: $after, filter: $filter) {
    edges {
      cursor
      node {
        ...SummaryParts
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment AttachmentParts on Attachment {
  id
  fileName
  mimeType
  size
  status
  rejectedBecause
  width
  height
  url
  thumbnails {
    width
    height
    mimeType
    url
  }
}
fragment MessageParts on Message {
  id
  seq
  revision
  updatedSeq
  text
  pinned
  createdAt
  editedAt
  deletedAt
  replyCount
  author {
    ...AuthorParts
  }
  mentions {
    id
    displayName
  }
  attachments {
    ...AttachmentParts
  }
  reactions {
    emoji
    count
    users(first: 100) {
      id
    }
  }
  replyTo {
    id
    seq
    text
    author {
      id
      displayName
    }
    mentions {
      id
      displayName
    }
  }
  thread {
    id
  }
}
fragment ConversationParts on Conversation {
  id
  kind
  title
  topic
  public
  createdAt
  updatedAt
  seq
  epoch
  memberCount
}
fragment ConversationLook on Conversation {
  ...ConversationParts
  peer {
    ...AuthorParts
  }
}
fragment SummaryParts on Conversation {
  ...ConversationLook
  lastMessage {
    ...MessageParts
  }
  readState {
    lastReadSeq
    unread
    mentions
  }
}`, {"hash":"sha256:043b39b594386444b4a6d3baa22017154c1fb770a805c86580da6225890f7653"}) as unknown as TypedDocumentString<ConversationsQuery, ConversationsQueryVariables>;
export const UnreadConversationsDocument = new TypedDocumentString(`
    query UnreadConversations($first: Int = 200, $after: String) {
  conversations(first: $first, after: $after, filter: {unreadOnly: true}) {
    edges {
      node {
        id
        readState {
          lastReadSeq
          unread
          mentions
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:dabec555325b51db7b5a47551bf8e670826726b59636810007ec6362e61c3d45"}) as unknown as TypedDocumentString<UnreadConversationsQuery, UnreadConversationsQueryVariables>;
export const ChannelsDocument = new TypedDocumentString(`
    query Channels($query: String, $first: Int = 50, $after: String) {
  channels(query: $query, first: $first, after: $after) {
    edges {
      cursor
      node {
        ...SummaryParts
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment AttachmentParts on Attachment {
  id
  fileName
  mimeType
  size
  status
  rejectedBecause
  width
  height
  url
  thumbnails {
    width
    height
    mimeType
    url
  }
}
fragment MessageParts on Message {
  id
  seq
  revision
  updatedSeq
  text
  pinned
  createdAt
  editedAt
  deletedAt
  replyCount
  author {
    ...AuthorParts
  }
  mentions {
    id
    displayName
  }
  attachments {
    ...AttachmentParts
  }
  reactions {
    emoji
    count
    users(first: 100) {
      id
    }
  }
  replyTo {
    id
    seq
    text
    author {
      id
      displayName
    }
    mentions {
      id
      displayName
    }
  }
  thread {
    id
  }
}
fragment ConversationParts on Conversation {
  id
  kind
  title
  topic
  public
  createdAt
  updatedAt
  seq
  epoch
  memberCount
}
fragment ConversationLook on Conversation {
  ...ConversationParts
  peer {
    ...AuthorParts
  }
}
fragment SummaryParts on Conversation {
  ...ConversationLook
  lastMessage {
    ...MessageParts
  }
  readState {
    lastReadSeq
    unread
    mentions
  }
}`, {"hash":"sha256:ddc81579c488b67b7af2db6d4e5afef82b96de49af0b6f1a527f626eec924c1a"}) as unknown as TypedDocumentString<ChannelsQuery, ChannelsQueryVariables>;
export const ConversationWithMessagesDocument = new TypedDocumentString(`
    query ConversationWithMessages($id: ID!, $first: Int = 50, $before: Seq, $after: Seq, $around: Seq) {
  conversation(id: $id) {
    ...ConversationLook
    readState {
      lastReadSeq
      unread
      mentions
    }
    pinned {
      ...MessageParts
    }
    messages(first: $first, before: $before, after: $after, around: $around) {
      asOf
      epoch
      edges {
        cursor
        node {
          ...MessageParts
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment AttachmentParts on Attachment {
  id
  fileName
  mimeType
  size
  status
  rejectedBecause
  width
  height
  url
  thumbnails {
    width
    height
    mimeType
    url
  }
}
fragment MessageParts on Message {
  id
  seq
  revision
  updatedSeq
  text
  pinned
  createdAt
  editedAt
  deletedAt
  replyCount
  author {
    ...AuthorParts
  }
  mentions {
    id
    displayName
  }
  attachments {
    ...AttachmentParts
  }
  reactions {
    emoji
    count
    users(first: 100) {
      id
    }
  }
  replyTo {
    id
    seq
    text
    author {
      id
      displayName
    }
    mentions {
      id
      displayName
    }
  }
  thread {
    id
  }
}
fragment ConversationParts on Conversation {
  id
  kind
  title
  topic
  public
  createdAt
  updatedAt
  seq
  epoch
  memberCount
}
fragment ConversationLook on Conversation {
  ...ConversationParts
  peer {
    ...AuthorParts
  }
}`, {"hash":"sha256:e92677ba808f39022ba3297f09f61d43bcd609a0241e7ea7214a06aa9dacce01"}) as unknown as TypedDocumentString<ConversationWithMessagesQuery, ConversationWithMessagesQueryVariables>;
export const ConversationMembersDocument = new TypedDocumentString(`
    query ConversationMembers($id: ID!, $first: Int = 50, $after: String) {
  conversation(id: $id) {
    id
    memberCount
    members(first: $first, after: $after) {
      edges {
        cursor
        node {
          ...MemberParts
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment MemberParts on ConversationMember {
  id
  role
  joinedAt
  lastReadSeq
  user {
    ...AuthorParts
  }
}`, {"hash":"sha256:33ceb53ef4bbcd1426bad1f82845efa963e01950c593fe2ad534144a3456aaf1"}) as unknown as TypedDocumentString<ConversationMembersQuery, ConversationMembersQueryVariables>;
export const FindMembersDocument = new TypedDocumentString(`
    query FindMembers($id: ID!, $query: String!, $first: Int = 20) {
  conversation(id: $id) {
    id
    members(query: $query, first: $first) {
      edges {
        node {
          id
          user {
            ...AuthorParts
            handle
            bio
            locale
            timeZone
            presence {
              ...PresenceParts
            }
          }
        }
      }
    }
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment PresenceParts on Presence {
  status
  text
  lastActiveAt
}`, {"hash":"sha256:b857bcacb9a23848cb2406d83149a8a45c575ae162a58b27ad95b291af75a678"}) as unknown as TypedDocumentString<FindMembersQuery, FindMembersQueryVariables>;
export const CreateConversationDocument = new TypedDocumentString(`
    mutation CreateConversation($input: CreateConversationInput!) {
  createConversation(input: $input) {
    ...ConversationLook
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment ConversationParts on Conversation {
  id
  kind
  title
  topic
  public
  createdAt
  updatedAt
  seq
  epoch
  memberCount
}
fragment ConversationLook on Conversation {
  ...ConversationParts
  peer {
    ...AuthorParts
  }
}`, {"hash":"sha256:0c81dda14f730740024f6dc1ab23e5a1aff8ca32d7c41a14f2953476a309f017"}) as unknown as TypedDocumentString<CreateConversationMutation, CreateConversationMutationVariables>;
export const UpdateConversationDocument = new TypedDocumentString(`
    mutation UpdateConversation($input: UpdateConversationInput!) {
  updateConversation(input: $input) {
    ...ConversationParts
  }
}
    fragment ConversationParts on Conversation {
  id
  kind
  title
  topic
  public
  createdAt
  updatedAt
  seq
  epoch
  memberCount
}`, {"hash":"sha256:35ddcb7f26896ebff0072d6a2274c92b783f9da1d609e863e267fb6346f20dd9"}) as unknown as TypedDocumentString<UpdateConversationMutation, UpdateConversationMutationVariables>;
export const JoinConversationDocument = new TypedDocumentString(`
    mutation JoinConversation($conversationId: ID!) {
  joinConversation(conversationId: $conversationId) {
    ...ConversationParts
  }
}
    fragment ConversationParts on Conversation {
  id
  kind
  title
  topic
  public
  createdAt
  updatedAt
  seq
  epoch
  memberCount
}`, {"hash":"sha256:6907430486860d165e39e963fd91d15e06f718e6b29af508d13d8d38a4600363"}) as unknown as TypedDocumentString<JoinConversationMutation, JoinConversationMutationVariables>;
export const LeaveConversationDocument = new TypedDocumentString(`
    mutation LeaveConversation($conversationId: ID!) {
  leaveConversation(conversationId: $conversationId)
}
    `, {"hash":"sha256:d9e72af48f920ad2bfb72c5e59c5a377ea685921569101b4c781853d023aa673"}) as unknown as TypedDocumentString<LeaveConversationMutation, LeaveConversationMutationVariables>;
export const AddMembersDocument = new TypedDocumentString(`
    mutation AddMembers($conversationId: ID!, $userIds: [ID!]!) {
  addMembers(conversationId: $conversationId, userIds: $userIds) {
    ...ConversationParts
  }
}
    fragment ConversationParts on Conversation {
  id
  kind
  title
  topic
  public
  createdAt
  updatedAt
  seq
  epoch
  memberCount
}`, {"hash":"sha256:4e2f38f2c1630698a23324f4709260aa5e7c127f98081b53ad3d3fdceb012eb3"}) as unknown as TypedDocumentString<AddMembersMutation, AddMembersMutationVariables>;
export const RemoveMemberDocument = new TypedDocumentString(`
    mutation RemoveMember($conversationId: ID!, $userId: ID!) {
  removeMember(conversationId: $conversationId, userId: $userId) {
    ...ConversationParts
  }
}
    fragment ConversationParts on Conversation {
  id
  kind
  title
  topic
  public
  createdAt
  updatedAt
  seq
  epoch
  memberCount
}`, {"hash":"sha256:0c49894331618e57ff45b3e1431661bb33c9800ff320ac1acedf8d93c7e044c8"}) as unknown as TypedDocumentString<RemoveMemberMutation, RemoveMemberMutationVariables>;
export const SetMemberRoleDocument = new TypedDocumentString(`
    mutation SetMemberRole($conversationId: ID!, $userId: ID!, $role: ConversationRole!) {
  setMemberRole(conversationId: $conversationId, userId: $userId, role: $role) {
    ...MemberParts
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment MemberParts on ConversationMember {
  id
  role
  joinedAt
  lastReadSeq
  user {
    ...AuthorParts
  }
}`, {"hash":"sha256:b736c125cf2c2631ed5d4a47de0950767326f5d534fa8a7e2fe0dbba65f5c252"}) as unknown as TypedDocumentString<SetMemberRoleMutation, SetMemberRoleMutationVariables>;
export const MarkReadDocument = new TypedDocumentString(`
    mutation MarkRead($conversationId: ID!, $seq: Seq!) {
  markRead(conversationId: $conversationId, seq: $seq) {
    lastReadSeq
    unread
    mentions
  }
}
    `, {"hash":"sha256:1b63b529f1a772ace296cafd64880b9a8d11be24c51441a3273e4aafdc5b1457"}) as unknown as TypedDocumentString<MarkReadMutation, MarkReadMutationVariables>;
export const ConversationSummaryDocument = new TypedDocumentString(`
    query ConversationSummary($id: ID!) {
  conversation(id: $id) {
    ...SummaryParts
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment AttachmentParts on Attachment {
  id
  fileName
  mimeType
  size
  status
  rejectedBecause
  width
  height
  url
  thumbnails {
    width
    height
    mimeType
    url
  }
}
fragment MessageParts on Message {
  id
  seq
  revision
  updatedSeq
  text
  pinned
  createdAt
  editedAt
  deletedAt
  replyCount
  author {
    ...AuthorParts
  }
  mentions {
    id
    displayName
  }
  attachments {
    ...AttachmentParts
  }
  reactions {
    emoji
    count
    users(first: 100) {
      id
    }
  }
  replyTo {
    id
    seq
    text
    author {
      id
      displayName
    }
    mentions {
      id
      displayName
    }
  }
  thread {
    id
  }
}
fragment ConversationParts on Conversation {
  id
  kind
  title
  topic
  public
  createdAt
  updatedAt
  seq
  epoch
  memberCount
}
fragment ConversationLook on Conversation {
  ...ConversationParts
  peer {
    ...AuthorParts
  }
}
fragment SummaryParts on Conversation {
  ...ConversationLook
  lastMessage {
    ...MessageParts
  }
  readState {
    lastReadSeq
    unread
    mentions
  }
}`, {"hash":"sha256:52ea0cd9865da521212a41e7d0728edf38e087b0953bde16eb73496ede781ec2"}) as unknown as TypedDocumentString<ConversationSummaryQuery, ConversationSummaryQueryVariables>;
export const ConversationEventsDocument = new TypedDocumentString(`
    subscription ConversationEvents($conversationId: ID!, $after: Seq, $epoch: ID) {
  conversationEvents(
    conversationId: $conversationId
    after: $after
    epoch: $epoch
  ) {
    ...EventParts
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment AttachmentParts on Attachment {
  id
  fileName
  mimeType
  size
  status
  rejectedBecause
  width
  height
  url
  thumbnails {
    width
    height
    mimeType
    url
  }
}
fragment MessageParts on Message {
  id
  seq
  revision
  updatedSeq
  text
  pinned
  createdAt
  editedAt
  deletedAt
  replyCount
  author {
    ...AuthorParts
  }
  mentions {
    id
    displayName
  }
  attachments {
    ...AttachmentParts
  }
  reactions {
    emoji
    count
    users(first: 100) {
      id
    }
  }
  replyTo {
    id
    seq
    text
    author {
      id
      displayName
    }
    mentions {
      id
      displayName
    }
  }
  thread {
    id
  }
}
fragment MemberParts on ConversationMember {
  id
  role
  joinedAt
  lastReadSeq
  user {
    ...AuthorParts
  }
}
fragment ConversationParts on Conversation {
  id
  kind
  title
  topic
  public
  createdAt
  updatedAt
  seq
  epoch
  memberCount
}
fragment EventParts on ConversationEvent {
  __typename
  conversationId
  seq
  at
  actor {
    id
    displayName
  }
  ... on MessageCreated {
    message {
      ...MessageParts
    }
  }
  ... on MessageEdited {
    message {
      ...MessageParts
    }
  }
  ... on MessageDeleted {
    messageId
  }
  ... on ReactionChanged {
    message {
      id
      updatedSeq
      reactions {
        emoji
        count
        users(first: 100) {
          id
        }
      }
    }
    emoji
    added
  }
  ... on PinChanged {
    message {
      id
      updatedSeq
      pinned
    }
    pinned
  }
  ... on ConversationUpdated {
    conversation {
      ...ConversationParts
    }
  }
  ... on MemberJoined {
    member {
      ...MemberParts
    }
  }
  ... on MemberLeft {
    user {
      id
      displayName
    }
    removed
  }
  ... on MemberRoleChanged {
    member {
      id
      role
      user {
        id
      }
    }
  }
  ... on MemberSanctioned {
    user {
      id
    }
    kind
    until
  }
  ... on MemberRestored {
    user {
      id
    }
    kind
  }
  ... on AttachmentChanged {
    attachment {
      ...AttachmentParts
    }
  }
}`, {"hash":"sha256:74b325820bad270f630f6b723d53f43f26419ebab2129caf1371a278c4ff94f2"}) as unknown as TypedDocumentString<ConversationEventsSubscription, ConversationEventsSubscriptionVariables>;
export const InboxEventsDocument = new TypedDocumentString(`
    subscription InboxEvents($after: [ConversationPosition!], $since: Seq) {
  inboxEvents(after: $after, since: $since) {
    ...EventParts
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment AttachmentParts on Attachment {
  id
  fileName
  mimeType
  size
  status
  rejectedBecause
  width
  height
  url
  thumbnails {
    width
    height
    mimeType
    url
  }
}
fragment MessageParts on Message {
  id
  seq
  revision
  updatedSeq
  text
  pinned
  createdAt
  editedAt
  deletedAt
  replyCount
  author {
    ...AuthorParts
  }
  mentions {
    id
    displayName
  }
  attachments {
    ...AttachmentParts
  }
  reactions {
    emoji
    count
    users(first: 100) {
      id
    }
  }
  replyTo {
    id
    seq
    text
    author {
      id
      displayName
    }
    mentions {
      id
      displayName
    }
  }
  thread {
    id
  }
}
fragment MemberParts on ConversationMember {
  id
  role
  joinedAt
  lastReadSeq
  user {
    ...AuthorParts
  }
}
fragment ConversationParts on Conversation {
  id
  kind
  title
  topic
  public
  createdAt
  updatedAt
  seq
  epoch
  memberCount
}
fragment EventParts on ConversationEvent {
  __typename
  conversationId
  seq
  at
  actor {
    id
    displayName
  }
  ... on MessageCreated {
    message {
      ...MessageParts
    }
  }
  ... on MessageEdited {
    message {
      ...MessageParts
    }
  }
  ... on MessageDeleted {
    messageId
  }
  ... on ReactionChanged {
    message {
      id
      updatedSeq
      reactions {
        emoji
        count
        users(first: 100) {
          id
        }
      }
    }
    emoji
    added
  }
  ... on PinChanged {
    message {
      id
      updatedSeq
      pinned
    }
    pinned
  }
  ... on ConversationUpdated {
    conversation {
      ...ConversationParts
    }
  }
  ... on MemberJoined {
    member {
      ...MemberParts
    }
  }
  ... on MemberLeft {
    user {
      id
      displayName
    }
    removed
  }
  ... on MemberRoleChanged {
    member {
      id
      role
      user {
        id
      }
    }
  }
  ... on MemberSanctioned {
    user {
      id
    }
    kind
    until
  }
  ... on MemberRestored {
    user {
      id
    }
    kind
  }
  ... on AttachmentChanged {
    attachment {
      ...AttachmentParts
    }
  }
}`, {"hash":"sha256:217893906eb4281a6603a6d6279550d9c756984a4ed835860d1e5fdbbb5b1492"}) as unknown as TypedDocumentString<InboxEventsSubscription, InboxEventsSubscriptionVariables>;
export const ConversationChangesDocument = new TypedDocumentString(`
    query ConversationChanges($conversationId: ID!, $after: Seq!, $epoch: ID, $first: Int = 200) {
  conversationChanges(
    conversationId: $conversationId
    after: $after
    epoch: $epoch
    first: $first
  ) {
    seq
    epoch
    hasMore
    resync
    events {
      ...EventParts
    }
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment AttachmentParts on Attachment {
  id
  fileName
  mimeType
  size
  status
  rejectedBecause
  width
  height
  url
  thumbnails {
    width
    height
    mimeType
    url
  }
}
fragment MessageParts on Message {
  id
  seq
  revision
  updatedSeq
  text
  pinned
  createdAt
  editedAt
  deletedAt
  replyCount
  author {
    ...AuthorParts
  }
  mentions {
    id
    displayName
  }
  attachments {
    ...AttachmentParts
  }
  reactions {
    emoji
    count
    users(first: 100) {
      id
    }
  }
  replyTo {
    id
    seq
    text
    author {
      id
      displayName
    }
    mentions {
      id
      displayName
    }
  }
  thread {
    id
  }
}
fragment MemberParts on ConversationMember {
  id
  role
  joinedAt
  lastReadSeq
  user {
    ...AuthorParts
  }
}
fragment ConversationParts on Conversation {
  id
  kind
  title
  topic
  public
  createdAt
  updatedAt
  seq
  epoch
  memberCount
}
fragment EventParts on ConversationEvent {
  __typename
  conversationId
  seq
  at
  actor {
    id
    displayName
  }
  ... on MessageCreated {
    message {
      ...MessageParts
    }
  }
  ... on MessageEdited {
    message {
      ...MessageParts
    }
  }
  ... on MessageDeleted {
    messageId
  }
  ... on ReactionChanged {
    message {
      id
      updatedSeq
      reactions {
        emoji
        count
        users(first: 100) {
          id
        }
      }
    }
    emoji
    added
  }
  ... on PinChanged {
    message {
      id
      updatedSeq
      pinned
    }
    pinned
  }
  ... on ConversationUpdated {
    conversation {
      ...ConversationParts
    }
  }
  ... on MemberJoined {
    member {
      ...MemberParts
    }
  }
  ... on MemberLeft {
    user {
      id
      displayName
    }
    removed
  }
  ... on MemberRoleChanged {
    member {
      id
      role
      user {
        id
      }
    }
  }
  ... on MemberSanctioned {
    user {
      id
    }
    kind
    until
  }
  ... on MemberRestored {
    user {
      id
    }
    kind
  }
  ... on AttachmentChanged {
    attachment {
      ...AttachmentParts
    }
  }
}`, {"hash":"sha256:e34ace93fc138514da546a66844796197d499bec1115a1f1a70469e305a6783d"}) as unknown as TypedDocumentString<ConversationChangesQuery, ConversationChangesQueryVariables>;
export const ConversationHeadDocument = new TypedDocumentString(`
    query ConversationHead($id: ID!) {
  conversation(id: $id) {
    id
    seq
    epoch
  }
}
    `, {"hash":"sha256:1cb215df9086a5232bcbf48a8496953551744adb89f2f3cbc8ce8737d58437ae"}) as unknown as TypedDocumentString<ConversationHeadQuery, ConversationHeadQueryVariables>;
export const ReadStateChangesDocument = new TypedDocumentString(`
    subscription ReadStateChanges {
  readStateChanges {
    conversation {
      id
    }
    lastReadSeq
    unread
    mentions
  }
}
    `, {"hash":"sha256:d0bad85ac2bd939dda1bc4a7b1096a145770eec8d909c7867fdc875e24403670"}) as unknown as TypedDocumentString<ReadStateChangesSubscription, ReadStateChangesSubscriptionVariables>;
export const ReceiptChangesDocument = new TypedDocumentString(`
    subscription ReceiptChanges($conversationId: ID!) {
  receiptChanges(conversationId: $conversationId) {
    id
    lastReadSeq
    user {
      id
    }
  }
}
    `, {"hash":"sha256:be02c0136289a935d8fe5a99f030a2fb78a562d9498f4ddd6aa0295b7d41fa75"}) as unknown as TypedDocumentString<ReceiptChangesSubscription, ReceiptChangesSubscriptionVariables>;
export const PresenceChangesDocument = new TypedDocumentString(`
    subscription PresenceChanges($userIds: [ID!]!) {
  presenceChanges(userIds: $userIds) {
    ...PresenceParts
    user {
      id
    }
  }
}
    fragment PresenceParts on Presence {
  status
  text
  lastActiveAt
}`, {"hash":"sha256:ab0eb9d8ac53efa2c44a7d77bc629eb236076a41a36b5a0417ab5cbef735190a"}) as unknown as TypedDocumentString<PresenceChangesSubscription, PresenceChangesSubscriptionVariables>;
export const TypingChangesDocument = new TypedDocumentString(`
    subscription TypingChanges($conversationId: ID!) {
  typingChanges(conversationId: $conversationId) {
    conversationId
    users {
      id
      displayName
    }
  }
}
    `, {"hash":"sha256:3b83cb5557bdee086947124357c1a8aa37fd2b5cbb2afcee5ba4d55658684ea3"}) as unknown as TypedDocumentString<TypingChangesSubscription, TypingChangesSubscriptionVariables>;
export const SetTypingDocument = new TypedDocumentString(`
    mutation SetTyping($conversationId: ID!, $typing: Boolean = true) {
  setTyping(conversationId: $conversationId, typing: $typing)
}
    `, {"hash":"sha256:c0eeb49e9ec049fff00cb6c92f649eb30b00b5c6f930d764cb55da78cc6559cf"}) as unknown as TypedDocumentString<SetTypingMutation, SetTypingMutationVariables>;
export const SetPresenceDocument = new TypedDocumentString(`
    mutation SetPresence($status: PresenceStatus!, $text: String) {
  setPresence(status: $status, text: $text) {
    ...PresenceParts
  }
}
    fragment PresenceParts on Presence {
  status
  text
  lastActiveAt
}`, {"hash":"sha256:6d123a98da6e086238de63c8f082bce6e84085e68a2e0f6681e2793ef2e68880"}) as unknown as TypedDocumentString<SetPresenceMutation, SetPresenceMutationVariables>;
export const SendMessageDocument = new TypedDocumentString(`
    mutation SendMessage($input: SendMessageInput!) {
  sendMessage(input: $input) {
    duplicate
    message {
      ...MessageParts
    }
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment AttachmentParts on Attachment {
  id
  fileName
  mimeType
  size
  status
  rejectedBecause
  width
  height
  url
  thumbnails {
    width
    height
    mimeType
    url
  }
}
fragment MessageParts on Message {
  id
  seq
  revision
  updatedSeq
  text
  pinned
  createdAt
  editedAt
  deletedAt
  replyCount
  author {
    ...AuthorParts
  }
  mentions {
    id
    displayName
  }
  attachments {
    ...AttachmentParts
  }
  reactions {
    emoji
    count
    users(first: 100) {
      id
    }
  }
  replyTo {
    id
    seq
    text
    author {
      id
      displayName
    }
    mentions {
      id
      displayName
    }
  }
  thread {
    id
  }
}`, {"hash":"sha256:f4025537c2eebb4fd81e1368f29ce495aa7ea556e5c6a1481c040e0ac8edf770"}) as unknown as TypedDocumentString<SendMessageMutation, SendMessageMutationVariables>;
export const EditMessageDocument = new TypedDocumentString(`
    mutation EditMessage($input: EditMessageInput!) {
  editMessage(input: $input) {
    ...MessageParts
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment AttachmentParts on Attachment {
  id
  fileName
  mimeType
  size
  status
  rejectedBecause
  width
  height
  url
  thumbnails {
    width
    height
    mimeType
    url
  }
}
fragment MessageParts on Message {
  id
  seq
  revision
  updatedSeq
  text
  pinned
  createdAt
  editedAt
  deletedAt
  replyCount
  author {
    ...AuthorParts
  }
  mentions {
    id
    displayName
  }
  attachments {
    ...AttachmentParts
  }
  reactions {
    emoji
    count
    users(first: 100) {
      id
    }
  }
  replyTo {
    id
    seq
    text
    author {
      id
      displayName
    }
    mentions {
      id
      displayName
    }
  }
  thread {
    id
  }
}`, {"hash":"sha256:ce5d101d8d2fa0be250d646ab0f48e8f77825943c613602195abd0e35f3fa832"}) as unknown as TypedDocumentString<EditMessageMutation, EditMessageMutationVariables>;
export const DeleteMessageDocument = new TypedDocumentString(`
    mutation DeleteMessage($messageId: ID!) {
  deleteMessage(messageId: $messageId) {
    id
    updatedSeq
    deletedAt
  }
}
    `, {"hash":"sha256:48732112edadb7e2a1f4ec3b457868eb1ae5779f1d9d821c5a64c9a1b9b7f346"}) as unknown as TypedDocumentString<DeleteMessageMutation, DeleteMessageMutationVariables>;
export const AddReactionDocument = new TypedDocumentString(`
    mutation AddReaction($messageId: ID!, $emoji: String!) {
  addReaction(messageId: $messageId, emoji: $emoji) {
    id
    updatedSeq
    reactions {
      emoji
      count
      viewerReacted
    }
  }
}
    `, {"hash":"sha256:32e234af4b780f6494b69be0192d734071c70e9a22d448e65dcd1571eceef76f"}) as unknown as TypedDocumentString<AddReactionMutation, AddReactionMutationVariables>;
export const RemoveReactionDocument = new TypedDocumentString(`
    mutation RemoveReaction($messageId: ID!, $emoji: String!) {
  removeReaction(messageId: $messageId, emoji: $emoji) {
    id
    updatedSeq
    reactions {
      emoji
      count
      viewerReacted
    }
  }
}
    `, {"hash":"sha256:2f2273d7e8d7a960eb43071b6d29d4eddd163e2993c641c62e071d95827fb29f"}) as unknown as TypedDocumentString<RemoveReactionMutation, RemoveReactionMutationVariables>;
export const PinMessageDocument = new TypedDocumentString(`
    mutation PinMessage($messageId: ID!) {
  pinMessage(messageId: $messageId) {
    id
    updatedSeq
    pinned
  }
}
    `, {"hash":"sha256:5ee8217b83ea14e197f10188acc9cc16172b47295007baaff01938fa78bce621"}) as unknown as TypedDocumentString<PinMessageMutation, PinMessageMutationVariables>;
export const UnpinMessageDocument = new TypedDocumentString(`
    mutation UnpinMessage($messageId: ID!) {
  unpinMessage(messageId: $messageId) {
    id
    updatedSeq
    pinned
  }
}
    `, {"hash":"sha256:5c22463d127fbc2c6c499c8c6cce931327bf2818c5819c50328f20dad8f4147c"}) as unknown as TypedDocumentString<UnpinMessageMutation, UnpinMessageMutationVariables>;
export const MessageRepliesDocument = new TypedDocumentString(`
    query MessageReplies($id: ID!, $first: Int = 50, $after: Seq) {
  message(id: $id) {
    ...MessageParts
    conversation {
      ...ConversationLook
    }
    replies(first: $first, after: $after) {
      asOf
      epoch
      edges {
        cursor
        node {
          ...MessageParts
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment AttachmentParts on Attachment {
  id
  fileName
  mimeType
  size
  status
  rejectedBecause
  width
  height
  url
  thumbnails {
    width
    height
    mimeType
    url
  }
}
fragment MessageParts on Message {
  id
  seq
  revision
  updatedSeq
  text
  pinned
  createdAt
  editedAt
  deletedAt
  replyCount
  author {
    ...AuthorParts
  }
  mentions {
    id
    displayName
  }
  attachments {
    ...AttachmentParts
  }
  reactions {
    emoji
    count
    users(first: 100) {
      id
    }
  }
  replyTo {
    id
    seq
    text
    author {
      id
      displayName
    }
    mentions {
      id
      displayName
    }
  }
  thread {
    id
  }
}
fragment ConversationParts on Conversation {
  id
  kind
  title
  topic
  public
  createdAt
  updatedAt
  seq
  epoch
  memberCount
}
fragment ConversationLook on Conversation {
  ...ConversationParts
  peer {
    ...AuthorParts
  }
}`, {"hash":"sha256:5df19db2a027bf01fbadc0f3c806b52584147a3178efef49f71f10fe69e96055"}) as unknown as TypedDocumentString<MessageRepliesQuery, MessageRepliesQueryVariables>;
export const SearchMessagesDocument = new TypedDocumentString(`
    query SearchMessages($query: String!, $filter: MessageSearchFilter, $first: Int = 20, $after: String) {
  searchMessages(query: $query, filter: $filter, first: $first, after: $after) {
    totalCount
    edges {
      cursor
      node {
        score
        highlights
        message {
          ...MessageParts
          conversation {
            id
            kind
            title
            peer {
              ...AuthorParts
            }
          }
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment AttachmentParts on Attachment {
  id
  fileName
  mimeType
  size
  status
  rejectedBecause
  width
  height
  url
  thumbnails {
    width
    height
    mimeType
    url
  }
}
fragment MessageParts on Message {
  id
  seq
  revision
  updatedSeq
  text
  pinned
  createdAt
  editedAt
  deletedAt
  replyCount
  author {
    ...AuthorParts
  }
  mentions {
    id
    displayName
  }
  attachments {
    ...AttachmentParts
  }
  reactions {
    emoji
    count
    users(first: 100) {
      id
    }
  }
  replyTo {
    id
    seq
    text
    author {
      id
      displayName
    }
    mentions {
      id
      displayName
    }
  }
  thread {
    id
  }
}`, {"hash":"sha256:bc5d4ff4706fa84334a3060c0d270c3a8a16b15cc0d45ee90305966dddef9a97"}) as unknown as TypedDocumentString<SearchMessagesQuery, SearchMessagesQueryVariables>;
export const MessageDocument = new TypedDocumentString(`
    query Message($id: ID!) {
  message(id: $id) {
    ...MessageParts
    conversation {
      id
      seq
    }
    thread {
      id
      replyCount
    }
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment AttachmentParts on Attachment {
  id
  fileName
  mimeType
  size
  status
  rejectedBecause
  width
  height
  url
  thumbnails {
    width
    height
    mimeType
    url
  }
}
fragment MessageParts on Message {
  id
  seq
  revision
  updatedSeq
  text
  pinned
  createdAt
  editedAt
  deletedAt
  replyCount
  author {
    ...AuthorParts
  }
  mentions {
    id
    displayName
  }
  attachments {
    ...AttachmentParts
  }
  reactions {
    emoji
    count
    users(first: 100) {
      id
    }
  }
  replyTo {
    id
    seq
    text
    author {
      id
      displayName
    }
    mentions {
      id
      displayName
    }
  }
  thread {
    id
  }
}`, {"hash":"sha256:403500753e00660bf9170118e203c2beea81b69616e9a33d0fe61e99ee25d96a"}) as unknown as TypedDocumentString<MessageQuery, MessageQueryVariables>;
export const MessageHistoryDocument = new TypedDocumentString(`
    query MessageHistory($id: ID!, $after: Int) {
  message(id: $id) {
    id
    history(after: $after) {
      revision
      text
      at
    }
  }
}
    `, {"hash":"sha256:f5a1f4b69669995f836b3a026250627265aee9a660fda2c129f7b75757703bf7"}) as unknown as TypedDocumentString<MessageHistoryQuery, MessageHistoryQueryVariables>;
export const MessageReactionsDocument = new TypedDocumentString(`
    query MessageReactions($id: ID!) {
  message(id: $id) {
    id
    reactions {
      emoji
      count
      users(first: 100) {
        id
        displayName
      }
    }
  }
}
    `, {"hash":"sha256:6b1d991fec206f23193b19a7ffcea3188f925df961ab0e1434355d89a2d910ee"}) as unknown as TypedDocumentString<MessageReactionsQuery, MessageReactionsQueryVariables>;
export const PeopleDocument = new TypedDocumentString(`
    query People($query: String, $first: Int = 20, $after: String) {
  users(query: $query, first: $first, after: $after) {
    edges {
      cursor
      node {
        ...AuthorParts
        bio
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}`, {"hash":"sha256:72623a8ee6245896c02bb31e3c5eecb649eb2892a613af2d1a2cddec6004dc86"}) as unknown as TypedDocumentString<PeopleQuery, PeopleQueryVariables>;
export const UpdateProfileDocument = new TypedDocumentString(`
    mutation UpdateProfile($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    id
    displayName
    bio
    locale
    timeZone
    avatar {
      id
      url
    }
  }
}
    `, {"hash":"sha256:998a618bbc64f5190c2ae3a5393ece0d6e1724fef1a7deb6f15ae19d4e0ecbba"}) as unknown as TypedDocumentString<UpdateProfileMutation, UpdateProfileMutationVariables>;
export const PersonDocument = new TypedDocumentString(`
    query Person($id: ID!) {
  user(id: $id) {
    ...AuthorParts
    handle
    bio
    locale
    timeZone
    presence {
      ...PresenceParts
    }
  }
}
    fragment AuthorParts on User {
  id
  displayName
  bot
  avatar {
    id
    url
  }
}
fragment PresenceParts on Presence {
  status
  text
  lastActiveAt
}`, {"hash":"sha256:16717d2f180807517a21a085f0df9a73c3fcfb6560063c56488664444181a05c"}) as unknown as TypedDocumentString<PersonQuery, PersonQueryVariables>;
export const SignUpDocument = new TypedDocumentString(`
    mutation SignUp($input: SignUpInput!) {
  signUp(input: $input) {
    ...SessionParts
  }
}
    fragment SessionParts on Session {
  accessToken
  refreshToken
  expiresAt
  deviceId
  user {
    id
    displayName
  }
}`, {"hash":"sha256:141505a6dd5f340aec0d555d8932ff27d5671d4200ad88392f112884aaa60648"}) as unknown as TypedDocumentString<SignUpMutation, SignUpMutationVariables>;
export const SignInDocument = new TypedDocumentString(`
    mutation SignIn($input: SignInInput!) {
  signIn(input: $input) {
    __typename
    ... on Session {
      ...SessionParts
    }
    ... on MfaChallenge {
      challengeId
      expiresAt
    }
  }
}
    fragment SessionParts on Session {
  accessToken
  refreshToken
  expiresAt
  deviceId
  user {
    id
    displayName
  }
}`, {"hash":"sha256:c740414dc26d263016d59128fde7b48d14f943852c2d31ac51161b9224bb0c29"}) as unknown as TypedDocumentString<SignInMutation, SignInMutationVariables>;
export const CompleteSignInDocument = new TypedDocumentString(`
    mutation CompleteSignIn($input: CompleteSignInInput!) {
  completeSignIn(input: $input) {
    ...SessionParts
  }
}
    fragment SessionParts on Session {
  accessToken
  refreshToken
  expiresAt
  deviceId
  user {
    id
    displayName
  }
}`, {"hash":"sha256:6d7aadc93db6a0bab4a2db652106326494a9d1b57840bb853b5979632e11a17e"}) as unknown as TypedDocumentString<CompleteSignInMutation, CompleteSignInMutationVariables>;
export const RefreshSessionDocument = new TypedDocumentString(`
    mutation RefreshSession($input: RefreshSessionInput!) {
  refreshSession(input: $input) {
    ...SessionParts
  }
}
    fragment SessionParts on Session {
  accessToken
  refreshToken
  expiresAt
  deviceId
  user {
    id
    displayName
  }
}`, {"hash":"sha256:21254d80cfe05ba5daab51e8f37ba7cd9f0023313ebb88d2ceb6886be37ed24f"}) as unknown as TypedDocumentString<RefreshSessionMutation, RefreshSessionMutationVariables>;
export const SignOutDocument = new TypedDocumentString(`
    mutation SignOut($everywhere: Boolean = false) {
  signOut(everywhere: $everywhere)
}
    `, {"hash":"sha256:146e9e92559561e7852ae5084c2865a894feefe4142529a1c12d684596c4f9fa"}) as unknown as TypedDocumentString<SignOutMutation, SignOutMutationVariables>;
export const CreateSocketTokenDocument = new TypedDocumentString(`
    mutation CreateSocketToken {
  createSocketToken {
    token
    expiresAt
  }
}
    `, {"hash":"sha256:38ea6b0bfcf7ac25384452769808c3c0c37c9512ab7eadcf1bc0e0f917caf3af"}) as unknown as TypedDocumentString<CreateSocketTokenMutation, CreateSocketTokenMutationVariables>;
export const RenewSocketDocument = new TypedDocumentString(`
    mutation RenewSocket($token: String!) {
  renewSocket(token: $token)
}
    `, {"hash":"sha256:6772d857fd7bc9bb37ae65553b81b7c7771fb1e2560332c1ff1aecf9520e3520"}) as unknown as TypedDocumentString<RenewSocketMutation, RenewSocketMutationVariables>;
export const MeDocument = new TypedDocumentString(`
    query Me {
  me {
    id
    displayName
    bot
    email
    bio
    locale
    timeZone
    seq
    avatar {
      id
      url
    }
    devices {
      id
      name
      platform
      lastSeenAt
      current
    }
  }
}
    `, {"hash":"sha256:e8b039c962cd2959fecddae93a3089633f4e1500cd8f12249f12647c40e9181f"}) as unknown as TypedDocumentString<MeQuery, MeQueryVariables>;
export const EnrollTotpDocument = new TypedDocumentString(`
    mutation EnrollTotp($password: String!) {
  enrollTotp(password: $password) {
    uri
    secret
  }
}
    `, {"hash":"sha256:ff90f3ca21520036fb069f2693eff463d06ace5111b1ffdc774986abc051e26e"}) as unknown as TypedDocumentString<EnrollTotpMutation, EnrollTotpMutationVariables>;
export const ConfirmTotpDocument = new TypedDocumentString(`
    mutation ConfirmTotp($code: String!) {
  confirmTotp(code: $code)
}
    `, {"hash":"sha256:e7d28405089723136224c2bbcc4e2b4006168a2e664eed7629f72f208e4c66c5"}) as unknown as TypedDocumentString<ConfirmTotpMutation, ConfirmTotpMutationVariables>;
export const RevokeDeviceDocument = new TypedDocumentString(`
    mutation RevokeDevice($deviceId: ID!) {
  revokeDevice(deviceId: $deviceId)
}
    `, {"hash":"sha256:7083e119082bdee29443ea7b6780583de1edabb621187441d7d66c6883b1b353"}) as unknown as TypedDocumentString<RevokeDeviceMutation, RevokeDeviceMutationVariables>;
export const CreateUploadDocument = new TypedDocumentString(`
    mutation CreateUpload($input: CreateUploadInput!) {
  createUpload(input: $input) {
    id
    url
    method
    headers {
      name
      value
    }
    expiresAt
  }
}
    `, {"hash":"sha256:7ad385e9791d479c4248578534ca85fbd7d0774372eadfd007b6196233a8c5e5"}) as unknown as TypedDocumentString<CreateUploadMutation, CreateUploadMutationVariables>;
export const CompleteUploadDocument = new TypedDocumentString(`
    mutation CompleteUpload($uploadId: ID!) {
  completeUpload(uploadId: $uploadId) {
    ...AttachmentParts
  }
}
    fragment AttachmentParts on Attachment {
  id
  fileName
  mimeType
  size
  status
  rejectedBecause
  width
  height
  url
  thumbnails {
    width
    height
    mimeType
    url
  }
}`, {"hash":"sha256:96d9ce2124374a3f4b19ae42e45e0bf7d519bcf8eb1c8e3c77d4782e29346292"}) as unknown as TypedDocumentString<CompleteUploadMutation, CompleteUploadMutationVariables>;
export const AttachmentDocument = new TypedDocumentString(`
    query Attachment($id: ID!) {
  attachment(id: $id) {
    ...AttachmentParts
  }
}
    fragment AttachmentParts on Attachment {
  id
  fileName
  mimeType
  size
  status
  rejectedBecause
  width
  height
  url
  thumbnails {
    width
    height
    mimeType
    url
  }
}`, {"hash":"sha256:bf4a4f0d1b638d5985cbe2b9f8db140f8ed52029686d162ed3ce8cfc6bb61022"}) as unknown as TypedDocumentString<AttachmentQuery, AttachmentQueryVariables>;