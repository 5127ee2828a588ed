import { randomUUID } from 'node:crypto';
import { RIGHTS, type RootRight } from '@parley/contracts/rights';
import { clientOf, post, type TestClient } from '@parley/testing/client';
import { createConversation, removeMember, value } from '@parley/testing/acting';
import { codesOf } from '@parley/testing/viewers';
import type { ExecutionResult } from 'graphql';
import type { SeededAccount } from '@parley/subgraph/accounts';
import { accounts } from '../../modules';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const PASSWORD = 'a password for all of them';
const ROLES = ['OWNER', 'MODERATOR', 'MEMBER', 'READER'] as const;
type Role = (typeof ROLES)[number];

/** Everybody whom a decision tells apart, with their role in the conversation `own`. */
const ACTORS = {
  anonymous: undefined,
  owner: 'OWNER',
  moderator: 'MODERATOR',
  member: 'MEMBER',
  reader: 'READER',
  bot: 'MEMBER',
  partner: 'MEMBER',
  guest: 'MEMBER',
  'tenant-owner': undefined,
  'tenant-admin': undefined,
  'tenant-moderator': undefined,
  former: undefined,
  stranger: undefined,
  foreigner: undefined,
} as const satisfies Record<string, Role | undefined>;
type Actor = keyof typeof ACTORS;

/** Roles in the tenant of those who are not just MEMBERs of it. */
const TENANT_ROLES = {
  guest: 'GUEST',
  'tenant-owner': 'OWNER',
  'tenant-admin': 'ADMIN',
  'tenant-moderator': 'MODERATOR',
} as const;
const tenantRole = (name: string) => (TENANT_ROLES as Record<string, SeededAccount['role']>)[name] ?? 'MEMBER';
const runsTenant = (name: string): boolean => ['OWNER', 'ADMIN'].includes(tenantRole(name));

/** Who is of another tenant. */
const ELSEWHERE = ['foreigner', 'alien', 'aliens-colleague'];

/** The conversation in which the actors have their roles, another one of its tenant, and one of another tenant. */
const TARGETS = ['own', 'other', 'foreign'] as const;
type Target = (typeof TARGETS)[number];

/** What an operation is about. The upload is an attachment of the message, and like the device its creator's. */
interface Subject {
  creator: string;
  conversation: string;
  message: string;
  upload: string;
  device: string;
  /** The code of an invitation of the creator's into the tenant. */
  code: string;
  /** The id of another one. */
  revocable: string;
  /** Somebody of the tenant without a part in anything, who may be suspended. */
  colleague: string;
  /** A member, whom nobody plays. */
  member: string;
  /** Of that member, if there is one. */
  sanction: string;
}

/** An operation for each root field; `$c` is the conversation, `$m` the message, and so on. */
const OPERATIONS: Readonly<Record<'Query' | 'Mutation' | 'Subscription', Record<string, string>>> = {
  Query: {
    me: 'me { id }',
    user: 'user(id: $p) { id }',
    users: 'users(first: 1) { edges { cursor } }',
    conversation: 'conversation(id: $c) { id }',
    conversations: 'conversations(first: 1) { edges { cursor } }',
    channels: 'channels(first: 1) { edges { cursor } }',
    message: 'message(id: $m) { id }',
    searchMessages: 'searchMessages(query: "word", filter: { conversationIds: [$c] }) { totalCount }',
    attachment: 'attachment(id: $x) { id }',
    tenant: 'tenant { id }',
    invitation: 'invitation(code: $k) { tenantName }',
    invitations: 'invitations(first: 1) { edges { cursor } }',
    conversationChanges: 'conversationChanges(conversationId: $c, after: 0) { seq }',
    sanctions: 'sanctions(conversationId: $c) { edges { cursor } }',
    accounts: 'accounts(first: 1) { edges { cursor } }',
  },
  Mutation: {
    signUp: 'signUp(input: { tenant: "demo", email: $e, password: $u, displayName: "Somebody" }) { deviceId }',
    signIn: `signIn(input: { tenant: "demo", email: "spare@demo.example", password: "${PASSWORD}" }) { __typename }`,
    completeSignIn: 'completeSignIn(input: { challengeId: $u, code: "000000" }) { deviceId }',
    exchangeKey: 'exchangeKey(key: $u) { accessToken }',
    refreshSession: 'refreshSession(input: { refreshToken: $u }) { deviceId }',
    signOut: 'signOut',
    createSocketToken: 'createSocketToken { expiresAt }',
    renewSocket: 'renewSocket(token: $u)',
    enrollTotp: 'enrollTotp { uri }',
    confirmTotp: 'confirmTotp(code: "000000")',
    revokeDevice: 'revokeDevice(deviceId: $d)',
    // with a password that is wrong, so that nothing changes
    changeEmail: 'changeEmail(input: { email: $e, password: $u })',
    changePassword: 'changePassword(input: { currentPassword: $u, newPassword: $u })',
    createRecoveryCodes: 'createRecoveryCodes(input: { password: $u })',
    disableTotp: 'disableTotp(input: { password: $u })',
    requestEmailVerification: 'requestEmailVerification',
    requestPasswordReset: 'requestPasswordReset(email: $e, tenant: "demo")',
    resetPassword: 'resetPassword(input: { token: $u, newPassword: $u })',
    unlockAccount: 'unlockAccount(token: $u)',
    verifyEmail: 'verifyEmail(token: $u)',
    updateProfile: 'updateProfile(input: { bio: "me" }) { id }',
    updateTenant: 'updateTenant(input: { name: "x" }) { id }',
    setTenantRole: 'setTenantRole(userId: $v, role: MEMBER) { id }',
    createInvitation: 'createInvitation(input: { conversationId: $c }) { id }',
    acceptInvitation: 'acceptInvitation(code: $k) { id }',
    revokeInvitation: 'revokeInvitation(id: $r)',
    createConversation: 'createConversation(input: { kind: GROUP, title: "x", memberIds: [$p] }) { id }',
    updateConversation: 'updateConversation(input: { id: $c, topic: "x" }) { id }',
    joinConversation: 'joinConversation(conversationId: $c) { id }',
    leaveConversation: 'leaveConversation(conversationId: $c)',
    addMembers: 'addMembers(conversationId: $c, userIds: [$v]) { id }',
    removeMember: 'removeMember(conversationId: $c, userId: $v) { id }',
    sanction: 'sanction(input: { conversationId: $c, userId: $v, kind: MUTED }) { id }',
    liftSanction: 'liftSanction(id: $s)',
    setSlowMode: 'setSlowMode(conversationId: $c, seconds: 0) { id }',
    setMemberRole: 'setMemberRole(conversationId: $c, userId: $v, role: MEMBER) { id }',
    markRead: 'markRead(conversationId: $c, seq: 1) { unread }',
    setTyping: 'setTyping(conversationId: $c)',
    setPresence: 'setPresence(status: ONLINE) { status }',
    sendMessage: 'sendMessage(input: { conversationId: $c, clientMessageId: $u, text: "x" }) { duplicate }',
    editMessage: 'editMessage(input: { messageId: $m, expectedRevision: 1, text: "x" }) { id }',
    deleteMessage: 'deleteMessage(messageId: $m) { id }',
    addReaction: 'addReaction(messageId: $m, emoji: "👍") { id }',
    removeReaction: 'removeReaction(messageId: $m, emoji: "👍") { id }',
    pinMessage: 'pinMessage(messageId: $m) { id }',
    unpinMessage: 'unpinMessage(messageId: $m) { id }',
    createUpload: `createUpload(input: { fileName: "x", mimeType: "text/plain", size: 1, sha256: "${'0'.repeat(64)}" }) { id }`,
    completeUpload: 'completeUpload(uploadId: $x) { id }',
    suspendAccount: 'suspendAccount(userId: $z, reason: "x") { status }',
    restoreAccount: 'restoreAccount(userId: $z) { status }',
  },
  Subscription: {
    conversationEvents: 'conversationEvents(conversationId: $c, after: 0) { seq }',
    inboxEvents: 'inboxEvents { seq }',
    readStateChanges: 'readStateChanges { unread }',
    receiptChanges: 'receiptChanges(conversationId: $c) { id }',
    presenceChanges: 'presenceChanges(userIds: [$p]) { status }',
    typingChanges: 'typingChanges(conversationId: $c) { conversationId }',
  },
};

const TYPES: Record<string, string> = { e: 'String!', k: 'String!', u: 'String!' };
/** Fields that give `$u` to an argument of the type ID. */
const UUIDS = new Set(['sendMessage', 'completeSignIn']);

/** Errors of a request that may be made, and that has nothing to do here: a wrong code, no socket, an upload without bytes. */
const ADMITTED: Record<string, readonly string[]> = {
  changeEmail: ['FORBIDDEN', 'VALIDATION_FAILED', 'RATE_LIMITED'],
  changePassword: ['FORBIDDEN', 'VALIDATION_FAILED', 'RATE_LIMITED'],
  createRecoveryCodes: ['FORBIDDEN', 'CONFLICT', 'VALIDATION_FAILED', 'RATE_LIMITED'],
  disableTotp: ['FORBIDDEN', 'CONFLICT', 'VALIDATION_FAILED', 'RATE_LIMITED'],
  requestEmailVerification: ['RATE_LIMITED', 'UNAVAILABLE'],
  requestPasswordReset: ['RATE_LIMITED', 'UNAVAILABLE'],
  resetPassword: ['UNAUTHENTICATED', 'NOT_FOUND', 'VALIDATION_FAILED', 'RATE_LIMITED'],
  unlockAccount: ['VALIDATION_FAILED', 'RATE_LIMITED'],
  verifyEmail: ['UNAUTHENTICATED', 'NOT_FOUND', 'VALIDATION_FAILED', 'RATE_LIMITED'],
  completeSignIn: ['UNAUTHENTICATED'],
  exchangeKey: ['UNAUTHENTICATED'],
  refreshSession: ['UNAUTHENTICATED'],
  renewSocket: ['VALIDATION_FAILED', 'CONFLICT', 'UNAUTHENTICATED'],
  confirmTotp: ['VALIDATION_FAILED', 'CONFLICT', 'NOT_FOUND', 'UNAUTHENTICATED'],
  enrollTotp: ['CONFLICT', 'VALIDATION_FAILED'],
  editMessage: ['CONFLICT'],
  completeUpload: ['CONFLICT'],
  // the only owner does not leave others without one
  leaveConversation: ['CONFLICT'],
};

/** Changes after which the conversation is not as it was for the next actor. */
const SPOILING = new Set([
  'leaveConversation',
  'removeMember',
  'deleteMessage',
  'liftSanction',
  'revokeDevice',
  'sanction',
]);

/** Fields that give nothing back where they have been done. */
const DONE_AS_NULL = new Set(['acceptInvitation']);

/**
 * Partners sign in by keys. Their variant of the schema leaves out how people sign in and protect their accounts, how they join a
 * tenant, and how it is run.
 */
const NOT_FOR_PARTNERS = new Set([
  ...['signUp', 'signIn', 'completeSignIn', 'refreshSession', 'unlockAccount', 'revokeDevice'],
  ...['enrollTotp', 'confirmTotp', 'disableTotp', 'createRecoveryCodes', 'changePassword', 'changeEmail'],
  ...['requestPasswordReset', 'resetPassword', 'verifyEmail', 'requestEmailVerification'],
  ...['invitation', 'invitations', 'createInvitation', 'acceptInvitation', 'revokeInvitation'],
  ...['updateTenant', 'setTenantRole', 'accounts', 'suspendAccount', 'restoreAccount'],
]);

const NOT_THERE = 'NOT_FOUND';

/** What somebody is answered: `ok`, or the code. */
function expected(
  right: RootRight,
  field: string,
  { actor, target }: { actor: Actor; target: Target | undefined },
): string {
  // of what a bot sends, only operations that were published for it are executed
  if (actor === 'bot') return 'PERSISTED_QUERY_REQUIRED';
  if (actor === 'partner' && NOT_FOR_PARTNERS.has(field)) return 'VALIDATION_FAILED';
  if (right === 'OPEN') return 'ok';
  if (actor === 'anonymous') return 'UNAUTHENTICATED';
  if (right === 'SIGNED_IN') return 'ok';
  const isOfTenant = (actor === 'foreigner') === (target === 'foreign');
  if (right === 'ADMIN' && !runsTenant(actor)) return 'FORBIDDEN';
  if (right === 'ADMIN') return target === undefined || isOfTenant ? 'ok' : NOT_THERE;
  if (right === 'INVITED') return isOfTenant ? 'ok' : NOT_THERE;
  const role = target === 'own' ? ACTORS[actor] : undefined;
  if (right === 'TENANT') return isOfTenant && (actor !== 'guest' || role) ? 'ok' : NOT_THERE;
  if (right === 'SELF') return role === 'OWNER' ? 'ok' : NOT_THERE;
  if (right === 'SELF_OR_ADMIN') return role === 'OWNER' || (runsTenant(actor) && isOfTenant) ? 'ok' : NOT_THERE;
  if (right === 'INVITER' && actor === 'guest') return 'FORBIDDEN';
  if (!role) return NOT_THERE;
  return {
    READER: ROLES,
    MEMBER: ROLES,
    WRITER: ROLES.slice(0, 3),
    INVITER: ROLES.slice(0, 2),
    KEEPER: ROLES.slice(0, 2),
    OWNER: ROLES.slice(0, 1),
    AUTHOR: ROLES.slice(0, 1),
    AUTHOR_OR_KEEPER: ROLES.slice(0, 2),
  }[right].includes(role)
    ? 'ok'
    : 'FORBIDDEN';
}

describe('rights', () => {
  let platform: RunningPlatform;
  const clients = new Map<string, TestClient>();
  const subjects = new Map<Target, Subject>();

  beforeAll(async () => {
    platform = await runningPlatform();
    const names = [
      ...Object.keys(ACTORS).filter((name) => name !== 'anonymous'),
      'spare',
      'outsider',
      'alien',
      'colleague',
      'aliens-colleague',
    ];
    for (const slug of ['demo', 'elsewhere']) {
      const id = await accounts.seedTenant(platform.database, { slug, signUp: 'open' });
      const there = names.filter((name) => ELSEWHERE.includes(name) === (slug === 'elsewhere'));
      const people = there.map((name) => ({
        ...{ name, displayName: name, bot: name === 'bot', role: tenantRole(name) },
        scopes: name === 'partner' ? ['schema:read', 'partner'] : [],
      }));
      await accounts.seedAccounts(platform.database, { id, slug, password: PASSWORD }, people);
      for (const name of there) clients.set(name, clientOf(platform.url, await session(name, slug)));
    }
    subjects.set('own', await room('owner'));
    subjects.set('other', await room('outsider'));
    subjects.set('foreign', await room('alien'));
  });
  afterAll(async () => {
    for (const client of clients.values()) await client.close();
    await platform.close();
  });

  const clientNamed = (name: string): TestClient => clients.get(name)!;

  interface Session {
    accessToken: string;
    deviceId: string;
    user: { id: string };
  }

  const session = (name: string, tenant = ELSEWHERE.includes(name) ? 'elsewhere' : 'demo'): Promise<Session> =>
    value<Session>(
      post(platform.url, {
        query:
          'mutation ($i: SignInInput!) { signIn(input: $i) { ... on Session { accessToken deviceId user { id } } } }',
        variables: { i: { tenant, email: `${name}@${tenant}.example`, password: PASSWORD } },
      }),
    );

  /** A new conversation of somebody, with a message that has an attachment. In the owner's, everybody has their role. */
  async function room(creator: string): Promise<Subject> {
    const by = clientNamed(creator);
    const isOwn = creator === 'owner';
    const names = isOwn ? ['moderator', 'member', 'reader', 'bot', 'partner', 'guest', 'former', 'spare'] : [];
    const conversation = await createConversation(by, { members: names.map(clientNamed) });
    if (isOwn) {
      const promote =
        'mutation ($c: ID!, $p: ID!, $r: ConversationRole!) { setMemberRole(conversationId: $c, userId: $p, role: $r) { id } }';
      for (const name of ['moderator', 'reader'] as const)
        await value(by.request(promote, { c: conversation, p: clientNamed(name).userId, r: ACTORS[name] }));
      await removeMember(by, conversation, clientNamed('former'));
    }
    const upload = await value<{ id: string }>(by.request(`mutation { ${OPERATIONS.Mutation.createUpload} }`));
    const send = 'mutation ($i: SendMessageInput!) { sendMessage(input: $i) { message { id } } }';
    const input = {
      conversationId: conversation,
      clientMessageId: randomUUID(),
      text: 'word',
      attachmentIds: [upload.id],
    };
    const { message } = await value<{ message: { id: string } }>(by.request(send, { i: input }));
    const { deviceId: device } = await session(creator);
    const member = clientNamed(isOwn ? 'spare' : creator).userId;
    const invite = 'mutation { createInvitation(input: { maxUses: 1000 }) { id code } }';
    const { code } = await value<{ code: string }>(by.request(invite));
    const { id: revocable } = await value<{ id: string }>(by.request(invite));
    const mute = `mutation ($c: ID!, $v: ID!) { ${OPERATIONS.Mutation.sanction} }`;
    // by the lowest of those who may, so that everybody who may can lift or replace it
    const muted =
      isOwn && (await value<{ id: string }>(clientNamed('moderator').request(mute, { c: conversation, v: member })));
    return {
      ...{ creator: by.userId, conversation, message: message.id, upload: upload.id, device, member },
      ...{ code, revocable, colleague: clientNamed(creator === 'alien' ? 'aliens-colleague' : 'colleague').userId },
      ...{ sanction: muted ? muted.id : randomUUID() },
    };
  }

  const codeOf = ({ data, errors }: ExecutionResult, field?: string): string => {
    if (errors?.length) return codesOf({ errors }).join();
    return data?.answer === null && !DONE_AS_NULL.has(field ?? '') ? NOT_THERE : 'ok';
  };

  async function attempt(
    kind: keyof typeof OPERATIONS,
    field: string,
    { actor, subject, wanted }: Cell,
  ): Promise<string> {
    const operation = OPERATIONS[kind][field]!;
    const values: Record<string, string> = {
      ...{ c: subject.conversation, m: subject.message, p: subject.creator, x: subject.upload, d: subject.device },
      ...{ k: subject.code, r: subject.revocable, s: subject.sanction, z: subject.colleague },
      ...{ v: subject.member, u: randomUUID(), e: `${randomUUID()}@example.org` },
    };
    const used = Object.keys(values).filter((name) => operation.includes(`$${name}`));
    const types = used.map((name) => `$${name}: ${UUIDS.has(field) ? 'ID!' : (TYPES[name] ?? 'ID!')}`);
    const query = `${kind.toLowerCase()} ${used.length > 0 ? `(${types.join(', ')})` : ''} { answer: ${operation} }`;
    const variables = Object.fromEntries(used.map((name) => [name, values[name]]));
    if (actor === 'anonymous' && kind === 'Subscription') return 'UNAUTHENTICATED';
    if (kind === 'Subscription') return subscribed(clientNamed(actor), query, { variables, wanted });
    // whoever signs out needs no session any more
    const token = field === 'signOut' && actor !== 'anonymous' ? (await session(actor)).accessToken : undefined;
    const by = actor === 'anonymous' ? undefined : clientNamed(actor).token;
    return codeOf(await post(platform.url, { query, variables, token: token ?? by }), field);
  }

  /** The refusal that is expected, whenever it comes. Else, a refusal that comes before two later subscriptions have answered. */
  async function subscribed(client: TestClient, query: string, { variables, wanted }: Subscribing): Promise<string> {
    const asked = client.subscribe(query, variables);
    const answer = asked.next().then(({ value: first }) => codeOf(first as ExecutionResult), refusalOf);
    try {
      if (wanted !== 'ok') return await answer;
      return await Promise.race([answer, oneMore(client).then(() => oneMore(client))]);
    } finally {
      await asked.return?.();
    }
  }

  async function oneMore(client: TestClient): Promise<string> {
    const presence = 'subscription ($p: ID!) { presenceChanges(userIds: [$p]) { status } }';
    const asked = client.subscribe(presence, { p: client.userId });
    try {
      return await asked.next().then(() => 'ok', refusalOf);
    } finally {
      await asked.return?.();
    }
  }

  const refusalOf = (error: unknown): string =>
    ([error].flat()[0] as { extensions?: { code?: string } }).extensions?.code ?? String(error);

  interface Cell {
    actor: Actor;
    subject: Subject;
    wanted: string;
  }

  interface Subscribing {
    variables: Record<string, unknown>;
    wanted: string;
  }

  const cells = (['Query', 'Subscription', 'Mutation'] as const).flatMap((kind) =>
    (Object.entries(RIGHTS[kind]) as [RootRight, readonly string[]][]).flatMap(([right, fields]) =>
      fields.map((field) => [`${kind}.${field}`, right, kind, field] as const),
    ),
  );

  it.each(cells)('%s is for: %s', async (_, right, kind, field) => {
    const answers: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    for (const actor of Object.keys(ACTORS) as Actor[])
      for (const target of TARGETS) {
        const cell = `${actor}, ${target}`;
        const about = OPERATIONS[kind][field]!.includes('$') ? target : undefined;
        wanted[cell] = expected(right, field, { actor, target: about });
        const spoils = wanted[cell] === 'ok' && SPOILING.has(field) && target === 'own';
        const subject = spoils ? await room('owner') : subjects.get(target)!;
        const code = await attempt(kind, field, { actor, subject, wanted: wanted[cell] });
        answers[cell] = wanted[cell] === 'ok' && ADMITTED[field]?.includes(code) ? 'ok' : code;
      }
    expect(answers).toEqual(wanted);
  });

  it('settings, limits and usage of a tenant are for its owners and admins', async () => {
    const shown: Record<string, boolean[]> = {};
    const query = 'query { tenant { id settings { signUp } limits { members } usage { members } } }';
    const people = (Object.keys(ACTORS) as Actor[]).filter((actor) => !['anonymous', 'bot', 'partner'].includes(actor));
    for (const actor of people) {
      const { settings, limits, usage } = await value<Record<string, object | null>>(clientNamed(actor).request(query));
      shown[actor] = [settings, limits, usage].map((one) => one !== null);
    }
    expect(shown).toEqual(
      Object.fromEntries(people.map((actor) => [actor, new Array<boolean>(3).fill(runsTenant(actor))])),
    );
  });
});
