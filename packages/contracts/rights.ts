/**
 * Who may use a root field. What it is about, such as a conversation, is not there (NOT_FOUND, or null) for whoever has no right to
 * read it. FORBIDDEN is for those who may read it and not do this.
 * `OPEN`: anybody. `SIGNED_IN`: whoever is signed in, about themselves and what they may see. `TENANT`: about people of the
 * tenant. `SELF`: about the caller's own. `READER`: who may read the conversation, as every member may, and for a public channel
 * everybody of its tenant. `MEMBER`: its members. `WRITER`: its members but READERs. `KEEPER`: its OWNER and MODERATORs; for sanctions and slow mode
 * also those who moderate the tenant and may read it. `OWNER`: its
 * OWNER. `AUTHOR`: the author of the message. `AUTHOR_OR_KEEPER`: also the KEEPERs.
 * `ADMIN`: owners and admins of the tenant. `SELF_OR_ADMIN`: also them. `INVITER`: who may invite into the tenant, which guests never
 * may, and members where its settings let them; into a conversation, who may add people there.
 * `INVITED`: people of the tenant whom the invitation is for.
 * A guest sees only the people and conversations that they share: for a guest, other people of the tenant are not there.
 */
export type RootRight =
  | 'OPEN'
  | 'SIGNED_IN'
  | 'TENANT'
  | 'SELF'
  | 'READER'
  | 'MEMBER'
  | 'WRITER'
  | 'KEEPER'
  | 'OWNER'
  | 'AUTHOR'
  | 'AUTHOR_OR_KEEPER'
  | 'ADMIN'
  | 'SELF_OR_ADMIN'
  | 'INVITER'
  | 'INVITED';

/**
 * Who sees a field of an object. `SHOWN`: whoever is shown the object. `SELF`: the person that it is about; null for others.
 * `MEMBER`: members of the conversation; null, nobody or 0 for others. `ADMIN`: owners and admins of the tenant; null for others.
 */
export type FieldRight = 'SHOWN' | 'SELF' | 'MEMBER' | 'ADMIN';

/** Fields by the right that they need. */
type Fields<Right extends string> = Readonly<Partial<Record<Right, readonly string[]>>>;

type Rights = Readonly<Record<'Query' | 'Mutation' | 'Subscription', Fields<RootRight>>> &
  Readonly<Record<string, Fields<RootRight | FieldRight>>>;

/**
 * The decision for each field of the API. `npm run check` fails for a field that has none, and a test asks for the fields through
 * the gateway, as everybody whom the decision tells apart.
 */
export const RIGHTS = {
  Query: {
    ADMIN: ['accounts'],
    KEEPER: ['sanctions'],
    OPEN: ['invitation'],
    READER: ['attachment', 'conversation', 'conversationChanges', 'message'],
    SIGNED_IN: ['channels', 'conversations', 'invitations', 'me', 'searchMessages', 'tenant', 'users'],
    TENANT: ['user'],
  },
  Mutation: {
    ADMIN: ['restoreAccount', 'setTenantRole', 'suspendAccount', 'updateTenant'],
    AUTHOR: ['editMessage'],
    AUTHOR_OR_KEEPER: ['deleteMessage'],
    INVITED: ['acceptInvitation'],
    INVITER: ['createInvitation'],
    KEEPER: ['addMembers', 'liftSanction', 'removeMember', 'sanction', 'setSlowMode', 'updateConversation'],
    MEMBER: ['leaveConversation', 'markRead'],
    OPEN: [
      'completeSignIn',
      'exchangeKey',
      'refreshSession',
      'requestPasswordReset',
      'resetPassword',
      'signIn',
      'signUp',
      'unlockAccount',
      'verifyEmail',
    ],
    OWNER: ['setMemberRole'],
    READER: ['joinConversation'],
    SELF: ['completeUpload', 'revokeDevice'],
    SELF_OR_ADMIN: ['revokeInvitation'],
    SIGNED_IN: [
      'changeEmail',
      'changePassword',
      'confirmTotp',
      'createRecoveryCodes',
      'createSocketToken',
      'createUpload',
      'disableTotp',
      'enrollTotp',
      'renewSocket',
      'requestEmailVerification',
      'setPresence',
      'signOut',
      'updateProfile',
    ],
    TENANT: ['createConversation'],
    WRITER: ['addReaction', 'pinMessage', 'removeReaction', 'sendMessage', 'setTyping', 'unpinMessage'],
  },
  Subscription: {
    MEMBER: ['receiptChanges', 'typingChanges'],
    READER: ['conversationEvents'],
    SIGNED_IN: ['inboxEvents', 'presenceChanges', 'readStateChanges'],
  },
  Account: { SHOWN: ['createdAt', 'email', 'lastSeenAt', 'status', 'suspendedUntil', 'user'] },
  AccountConnection: { SHOWN: ['edges', 'pageInfo'] },
  AccountEdge: { SHOWN: ['cursor', 'node'] },
  Attachment: {
    SHOWN: [
      'fileName',
      'height',
      'id',
      'mimeType',
      'rejectedBecause',
      'sha256',
      'size',
      'status',
      'thumbnails',
      'url',
      'width',
    ],
  },
  AttachmentChanged: { SHOWN: ['actor', 'at', 'attachment', 'conversationId', 'seq'] },
  Conversation: {
    MEMBER: ['readState', 'typing'],
    SHOWN: [
      'createdAt',
      'epoch',
      'id',
      'kind',
      'lastMessage',
      'memberCount',
      'members',
      'messages',
      'peer',
      'pinned',
      'public',
      'seq',
      'slowModeSeconds',
      'title',
      'topic',
      'updatedAt',
      'viewerSanctions',
    ],
  },
  ConversationChanges: { SHOWN: ['epoch', 'events', 'hasMore', 'resync', 'seq'] },
  ConversationConnection: { SHOWN: ['edges', 'pageInfo'] },
  ConversationEdge: { SHOWN: ['cursor', 'node'] },
  ConversationMember: { MEMBER: ['lastReadSeq'], SHOWN: ['id', 'joinedAt', 'role', 'user'] },
  ConversationMemberConnection: { SHOWN: ['edges', 'pageInfo'] },
  ConversationMemberEdge: { SHOWN: ['cursor', 'node'] },
  ConversationUpdated: { SHOWN: ['actor', 'at', 'conversation', 'conversationId', 'seq'] },
  Device: { SHOWN: ['current', 'id', 'lastSeenAt', 'name', 'platform'] },
  EventHidden: { SHOWN: ['actor', 'at', 'conversationId', 'seq'] },
  HttpHeader: { SHOWN: ['name', 'value'] },
  Invitation: {
    SHOWN: ['code', 'conversation', 'createdBy', 'email', 'expiresAt', 'id', 'maxUses', 'url', 'uses'],
  },
  InvitationConnection: { SHOWN: ['edges', 'pageInfo'] },
  InvitationEdge: { SHOWN: ['cursor', 'node'] },
  InvitationPreview: { SHOWN: ['conversationTitle', 'invitedBy', 'needsSignUp', 'tenantName'] },
  KeySession: { SHOWN: ['accessToken', 'expiresAt'] },
  MemberJoined: { SHOWN: ['actor', 'at', 'conversationId', 'member', 'seq'] },
  MemberLeft: { SHOWN: ['actor', 'at', 'conversationId', 'removed', 'seq', 'user'] },
  MemberRestored: { SHOWN: ['actor', 'at', 'conversationId', 'kind', 'seq', 'user'] },
  MemberRoleChanged: { SHOWN: ['actor', 'at', 'conversationId', 'member', 'seq'] },
  MemberSanctioned: { SHOWN: ['actor', 'at', 'conversationId', 'kind', 'seq', 'until', 'user'] },
  Message: {
    SHOWN: [
      'attachments',
      'author',
      'conversation',
      'createdAt',
      'deletedAt',
      'editedAt',
      'history',
      'id',
      'mentions',
      'pinned',
      'reactions',
      'replies',
      'replyCount',
      'replyTo',
      'revision',
      'seq',
      'text',
      'thread',
      'updatedSeq',
    ],
  },
  MessageConnection: { SHOWN: ['asOf', 'edges', 'epoch', 'pageInfo'] },
  MessageCreated: { SHOWN: ['actor', 'at', 'conversationId', 'message', 'seq'] },
  MessageDeleted: { SHOWN: ['actor', 'at', 'conversationId', 'messageId', 'seq'] },
  MessageEdge: { SHOWN: ['cursor', 'node'] },
  MessageEdited: { SHOWN: ['actor', 'at', 'conversationId', 'message', 'seq'] },
  MessageRevision: { SHOWN: ['at', 'revision', 'text'] },
  MessageSearchConnection: { SHOWN: ['edges', 'pageInfo', 'totalCount'] },
  MessageSearchEdge: { SHOWN: ['cursor', 'node'] },
  MessageSearchHit: { SHOWN: ['highlights', 'message', 'score'] },
  MfaChallenge: { SHOWN: ['challengeId', 'expiresAt', 'mailed'] },
  PageInfo: { SHOWN: ['endCursor', 'hasNextPage', 'hasPreviousPage', 'startCursor'] },
  PinChanged: { SHOWN: ['actor', 'at', 'conversationId', 'message', 'pinned', 'seq'] },
  Presence: { SHOWN: ['lastActiveAt', 'status', 'text', 'user'] },
  Reaction: { SHOWN: ['count', 'emoji', 'users', 'viewerReacted'] },
  ReactionChanged: { SHOWN: ['actor', 'added', 'at', 'conversationId', 'emoji', 'message', 'seq'] },
  ReadState: { SHOWN: ['conversation', 'lastReadSeq', 'mentions', 'unread'] },
  Sanction: { SHOWN: ['at', 'by', 'conversation', 'id', 'kind', 'reason', 'until', 'user'] },
  SanctionConnection: { SHOWN: ['edges', 'pageInfo'] },
  SanctionEdge: { SHOWN: ['cursor', 'node'] },
  SendMessagePayload: { SHOWN: ['duplicate', 'message'] },
  Session: { SHOWN: ['accessToken', 'deviceId', 'expiresAt', 'refreshToken', 'user'] },
  SocketToken: { SHOWN: ['expiresAt', 'token'] },
  Tenant: { ADMIN: ['limits', 'settings', 'usage'], SHOWN: ['id', 'name', 'slug'] },
  TenantLimits: { SHOWN: ['members', 'messagesPerDay', 'sockets', 'storageBytes'] },
  TenantSettings: {
    SHOWN: ['emailDomains', 'membersMayCreateChannels', 'membersMayInvite', 'requireTotp', 'retentionDays', 'signUp'],
  },
  TenantUsage: { SHOWN: ['members', 'messagesToday', 'sockets', 'storageBytes'] },
  Thumbnail: { SHOWN: ['height', 'mimeType', 'url', 'width'] },
  TotpEnrollment: { SHOWN: ['secret', 'uri'] },
  TypingState: { SHOWN: ['conversationId', 'users'] },
  Upload: { SHOWN: ['expiresAt', 'headers', 'id', 'method', 'url'] },
  User: {
    SELF: ['devices', 'email', 'emailVerified', 'seq', 'totpEnabled'],
    SHOWN: [
      'avatar',
      'bio',
      'bot',
      'createdAt',
      'displayName',
      'handle',
      'id',
      'locale',
      'presence',
      'tenantRole',
      'timeZone',
    ],
  },
  UserConnection: { SHOWN: ['edges', 'pageInfo'] },
  UserEdge: { SHOWN: ['cursor', 'node'] },
} as const satisfies Rights;
