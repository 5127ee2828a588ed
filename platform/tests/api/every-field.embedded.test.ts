import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ConversationId, UserId } from '@parley/contracts/ids';
import { append } from '@parley/log/append';
import { createCommits } from '@parley/log/commits';
import { value } from '@parley/testing/acting';
import { post, type TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { announcementOf, sendBytes, uploadFile } from '@parley/testing/uploading';
import { buildSchema, OperationTypeNode, type ExecutionResult } from 'graphql';
import { bots } from '../../modules';
import { selectingAll, FieldCoverage } from '../../testing/coverage';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';
import { totpCode } from '../../testing/totp';

const schema = buildSchema(readFileSync(require.resolve('@parley/contracts/api.graphql'), 'utf8'));
const coverage = new FieldCoverage(schema);

/** One picture of one pixel (PNG). */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const DEVICE = { fingerprint: 'every-field', name: 'A phone', platform: 'IOS', pushToken: 'token' };

describe('every field of the API', () => {
  let platform: RunningPlatform;
  let ann: TestClient;
  let bob: TestClient;

  beforeAll(async () => {
    platform = await runningPlatform();
    [ann, bob] = await platform.people('Ann', 'Bob');
  });
  afterAll(() => platform.close());

  type Variables = Record<string, unknown>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the field answers
  type Answer = any;

  /** Asks one root field for all there is, and takes down what came. */
  async function request<T = Answer>(kind: OperationTypeNode, field: string, variables: Variables = {}, by = ann) {
    const query = selectingAll(schema, kind, field);
    const answer = await post<Record<string, T>>(platform.url, { query, variables, token: by.token });
    coverage.record(kind, answer);
    return answer.data?.[field] as T;
  }
  const query = <T = Answer>(field: string, variables?: Variables, by?: TestClient) =>
    request<T>(OperationTypeNode.QUERY, field, variables, by);
  const mutate = <T = Answer>(field: string, variables?: Variables, by?: TestClient) =>
    request<T>(OperationTypeNode.MUTATION, field, variables, by);

  /** Listens over the socket until `enough` answers have come, while `act` is repeated. */
  async function listen(field: string, variables: Variables, { enough = 1, act = async () => {} }: Listening = {}) {
    const source = selectingAll(schema, OperationTypeNode.SUBSCRIPTION, field);
    const answers = ann.subscribe<Record<string, unknown>>(source, variables);
    const got: ExecutionResult[] = [];
    const listening = (async () => {
      for await (const answer of answers) {
        coverage.record(OperationTypeNode.SUBSCRIPTION, answer);
        if (got.push(answer) >= enough) break;
      }
    })().catch((error: unknown) => {
      const errors = [error].flat().map((one) => ({ ...(one as Error), path: [field] }));
      coverage.record(OperationTypeNode.SUBSCRIPTION, { errors } as unknown as ExecutionResult);
      got.length = enough;
    });
    await until(async () => got.length >= enough || (await act(), got.length >= enough), {
      timeoutMs: 30_000,
      everyMs: 100,
      what: `${enough} answers of ${field}`,
    });
    await listening;
  }
  interface Listening {
    enough?: number;
    act?: () => Promise<unknown>;
  }

  it('is asked for through the gateway, and answered without an error', async () => {
    await signingIn();
    await keys();
    await unlocking();
    const conversationId = await conversation();
    await running(conversationId);
    await messages(conversationId);
    await moderation(conversationId);
    await live(conversationId);
    await reading(conversationId);
    await ends(conversationId);
    const never = { answered: coverage.missing(), otherThanNull: coverage.alwaysNull() };
    expect(never).toEqual({ answered: [], otherThanNull: [] });
  });

  async function keys() {
    const [owner] = await platform.database.query<{ email: string }>('select email from users.account where id = $1', [
      ann.userId,
    ]);
    const bot = { tenant: 'demo', owner: owner!.email, name: 'Robo', kind: 'BOT' as const, key: { scopes: [] } };
    const { key } = await bots.create(platform.database, bot);
    await mutate('exchangeKey', { key });
  }

  async function unlocking() {
    await platform.database.query(
      `insert into users.mailed_token (hash, account, purpose, email, expires_at)
       select sha256('token'), id, 'unlock-account', email, now() + interval '1 minute' from users.account where id = $1`,
      [bob.userId],
    );
    await mutate('unlockAccount', { token: 'token' });
  }

  async function signingIn() {
    const [email, password] = [`${randomUUID()}@example.org`, randomUUID()];
    const credentials = { tenant: 'demo', email, password, device: DEVICE };
    const session = await mutate('signUp', { input: { ...credentials, displayName: 'Cyd' } });
    const cyd: TestClient = { ...ann, token: session.accessToken };
    await mutate('verifyEmail', { token: await mailed(email, 'Confirm your address') });
    await mutate('requestEmailVerification', {}, cyd);
    const { secret } = await mutate('enrollTotp', { password }, cyd);
    await mutate('confirmTotp', { code: totpCode(secret, -1) }, cyd);
    const proof = { password, code: totpCode(secret) };
    const [recoveryCode] = await mutate('createRecoveryCodes', { input: proof }, cyd);
    await mutate(
      'changePassword',
      { input: { currentPassword: password, newPassword: password, code: recoveryCode } },
      cyd,
    );
    await request(OperationTypeNode.QUERY, 'me', {}, cyd);
    const challenge = await mutate('signIn', { input: credentials });
    const input = { challengeId: challenge.challengeId, code: totpCode(secret, 1) };
    const { refreshToken, deviceId, accessToken } = await mutate('completeSignIn', { input });
    await mutate('refreshSession', { input: { refreshToken, device: DEVICE } });
    await mutate('revokeDevice', { deviceId }, { ...ann, token: accessToken });
    const { accessToken: last } = await mutate('signUp', {
      input: { ...credentials, email: `${randomUUID()}@example.org`, displayName: 'Dan' },
    });
    await mutate('signOut', { everywhere: true }, { ...ann, token: last });
    await ownAccount();

    const { token } = await mutate('createSocketToken');
    const renewal = ann.subscribe(selectingAll(schema, OperationTypeNode.MUTATION, 'renewSocket'), { token });
    coverage.record(OperationTypeNode.MUTATION, (await renewal.next()).value);

    const input_ = announcementOf('me.png', PICTURE, 'image/png');
    const upload = await mutate('createUpload', { input: input_ });
    await sendBytes(upload, PICTURE);
    const avatar = await mutate('completeUpload', { uploadId: upload.id });
    const profile = { displayName: 'Ann', bio: 'Sails', locale: 'de', timeZone: 'Europe/Berlin', avatarId: avatar.id };
    await mutate('updateProfile', { input: profile });
    await mutate('setPresence', { status: 'AWAY', text: 'at lunch' });
  }

  /** The token of the link in the last mail of this subject. */
  const mailed = (email: string, subject: string): Promise<string> =>
    until(async () => {
      const mail = platform.mails.findLast((one) => one.to === email && one.subject === subject);
      return mail && /token=([\w-]+)/.exec(mail.text)?.[1];
    });

  async function ownAccount() {
    const [email, password, device] = [`${randomUUID()}@example.org`, randomUUID(), DEVICE];
    const credentials = { tenant: 'demo', email, password, device };
    const { accessToken: token } = await mutate('signUp', { input: { ...credentials, displayName: 'Eve' } });
    const eve: TestClient = { ...ann, token };
    const { secret } = await mutate('enrollTotp', { password }, eve);
    await mutate('confirmTotp', { code: totpCode(secret) }, eve);
    await mutate('disableTotp', { input: { password, code: totpCode(secret, 1) } }, eve);
    const other = `${randomUUID()}@example.org`;
    await mutate('changeEmail', { input: { email: other, password } }, eve);
    await mutate('verifyEmail', { token: await mailed(other, 'Confirm your new address') });
    await mutate('requestPasswordReset', { tenant: 'demo', email: other });
    const reset = { token: await mailed(other, 'Reset your password'), newPassword: randomUUID() };
    await mutate('resetPassword', { input: reset });
  }

  async function conversation(): Promise<string> {
    const input = { kind: 'CHANNEL', title: 'All', topic: 'Everything', public: true, memberIds: [bob.userId] };
    await mutate('createConversation', { input: { kind: 'DIRECT', memberIds: [bob.userId] } });
    const { id } = await mutate('createConversation', { input });
    await mutate('updateConversation', { input: { id, title: 'All of it' } });
    await mutate('leaveConversation', { conversationId: id }, bob);
    await mutate('joinConversation', { conversationId: id }, bob);
    await mutate('removeMember', { conversationId: id, userId: bob.userId });
    await mutate('addMembers', { conversationId: id, userIds: [bob.userId] });
    await mutate('setMemberRole', { conversationId: id, userId: bob.userId, role: 'MODERATOR' });
    return id;
  }

  async function running(conversationId: string) {
    const { database } = platform;
    await database.query(`update users.account set role = 'OWNER' where id = $1`, [ann.userId]);
    await database.query(
      `update users.tenant set max_members = 1000, max_sockets = 1000, max_messages_per_day = 1000, max_storage_bytes = 1e9`,
    );
    await mutate('updateTenant', { input: { name: 'Everybody', emailDomains: ['example.org'], retentionDays: 365 } });
    await query('tenant');
    await mutate('setTenantRole', { userId: bob.userId, role: 'MODERATOR' });
    const input = { conversationId, email: 'eve@example.org' };
    const { id, code } = await mutate('createInvitation', { input });
    await query('invitation', { code });
    await query('invitations');
    await mutate('revokeInvitation', { id });
    const open = await mutate('createInvitation', { input: { conversationId, maxUses: 2 } });
    await mutate('acceptInvitation', { code: open.code }, bob);
  }

  const send = async (conversationId: string, input: Variables, by = bob) =>
    (await mutate('sendMessage', { input: { conversationId, clientMessageId: randomUUID(), ...input } }, by)).message;

  async function messages(conversationId: string) {
    const attachmentIds = [await uploadFile(bob, 'notes.txt'), await picture(bob)];
    const refused = await rejected(bob);
    const root = await send(conversationId, { text: `Hello <@${ann.userId}>`, attachmentIds });
    const reply = await send(conversationId, { text: 'And hello again', threadId: root.id, replyToId: root.id }, ann);
    await mutate('editMessage', { input: { messageId: reply.id, expectedRevision: 1, text: 'Once more' } });
    await mutate('addReaction', { messageId: reply.id, emoji: '🪿' });
    await mutate('addReaction', { messageId: reply.id, emoji: '🎉' });
    await mutate('removeReaction', { messageId: reply.id, emoji: '🎉' });
    await mutate('addReaction', { messageId: root.id, emoji: '🪿' });
    await mutate('pinMessage', { messageId: reply.id });
    await mutate('unpinMessage', { messageId: reply.id });
    await mutate('pinMessage', { messageId: root.id });
    const gone = await send(conversationId, { text: 'not for long' });
    await mutate('deleteMessage', { messageId: gone.id }, bob);
    await mutate('markRead', { conversationId, seq: root.seq });
    await send(conversationId, { text: `Goodbye <@${ann.userId}>` });
    await query('message', { id: reply.id });
    await query('message', { id: root.id });
    await query('message', { id: gone.id });
    await query('attachment', { id: attachmentIds[0] });
    await query('attachment', { id: attachmentIds[1] });
    await request(OperationTypeNode.QUERY, 'attachment', { id: refused }, bob);
    // what no client causes
    const of = { stream: conversationId as ConversationId, actor: bob.userId as UserId };
    const changed = { type: 'AttachmentChanged', payload: { attachmentId: attachmentIds[0] as never } } as const;
    await platform.database.transaction((tx) =>
      append(tx, { commits: createCommits() }, [
        { ...of, ...changed },
        { ...of, type: 'Void', payload: {} },
      ]),
    );
  }

  async function picture(by: TestClient): Promise<string> {
    const upload = await mutate('createUpload', { input: announcementOf('dot.png', PICTURE, 'image/png') }, by);
    await sendBytes(upload, PICTURE);
    return (await mutate('completeUpload', { uploadId: upload.id }, by)).id;
  }

  /** Something that says it is a picture, and is none. */
  async function rejected(by: TestClient): Promise<string> {
    const bytes = Buffer.from('no picture');
    const upload = await mutate('createUpload', { input: announcementOf('fake.png', bytes, 'image/png') }, by);
    await sendBytes(upload, bytes);
    return (await mutate('completeUpload', { uploadId: upload.id }, by)).id;
  }

  async function live(conversationId: string) {
    const { seq, epoch } = await query('conversation', { id: conversationId });
    await listen('conversationEvents', { conversationId, after: 0, epoch }, { enough: seq });
    await listen('inboxEvents', { after: [{ conversationId, seq: 0, epoch }] }, { enough: seq });
    await listen('presenceChanges', { userIds: [ann.userId, bob.userId] });
    let typing = false;
    const act = () => mutate('setTyping', { conversationId, typing: (typing = !typing) }, bob);
    await listen('typingChanges', { conversationId }, { act, enough: 2 });
    const read = {
      async act() {
        const { seq: next } = await send(conversationId, { text: 'read me' });
        await mutate('markRead', { conversationId, seq: next });
      },
    };
    await Promise.all([listen('receiptChanges', { conversationId }, read), listen('readStateChanges', {})]);
  }

  async function moderation(conversationId: string) {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const input = { conversationId, userId: bob.userId, kind: 'MUTED', reason: 'loud', until };
    const { id } = await mutate('sanction', { input });
    await query('sanctions', { conversationId });
    await query('conversation', { id: conversationId }, bob);
    await mutate('liftSanction', { id });
    await mutate('setSlowMode', { conversationId, seconds: 0 });
    // somebody whom the rest does without
    const cyd = await platform.person();
    await mutate('suspendAccount', { userId: cyd.userId, reason: 'spam', until });
    await query('accounts');
    await mutate('restoreAccount', { userId: cyd.userId });
  }

  async function reading(conversationId: string) {
    await mutate('setTyping', { conversationId, typing: true }, bob);
    for (const field of ['me', 'users', 'conversations', 'channels']) await query(field);
    await query('user', { id: bob.userId });
    await query('conversation', { id: conversationId });
    await query('conversationChanges', { conversationId, after: 0 });
    await until(async () => (await query('searchMessages', { query: 'Goodbye' })).totalCount > 0);
  }

  async function ends(conversationId: string) {
    await value(bob.request(`mutation { leaveConversation(conversationId: "${conversationId}") }`));
  }
});
