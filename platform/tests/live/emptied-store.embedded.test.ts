import { randomUUID } from 'node:crypto';
import { init, openSocket, rawSocket, terminateSockets } from '@parley/gateway/socket/raw-socket.fixture';
import { faultyStore, type FaultyStore } from '@parley/ports/ephemeral/faulty.fixture';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import { post, type TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { codesOf } from '@parley/testing/viewers';
import { CloseCode, MessageType } from 'graphql-ws';
import type { ExecutionResult } from 'graphql';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const TYPE = 'mutation ($id: ID!) { setTyping(conversationId: $id, typing: true) }';
const TYPING = 'subscription ($id: ID!) { typingChanges(conversationId: $id) { users { displayName } } }';
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }';
const SIGN_UP = 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken } }';

describe('short-lived state', () => {
  let store: FaultyStore;
  let platform: RunningPlatform;
  let ann: TestClient;
  let bob: TestClient;
  beforeAll(async () => {
    store = faultyStore();
    platform = await runningPlatform({}, { ephemeral: store });
  });
  beforeEach(async () => {
    [ann, bob] = await platform.people('Ann', 'Bob');
  });
  afterEach(async () => {
    store.up();
    terminateSockets();
    await Promise.all([ann.close(), bob.close()]);
  });
  afterAll(() => platform.close());

  const codes = async (client: TestClient) => codesOf(await client.request('{ me { id } }'));

  describe('that is wiped', () => {
    it('brings no ended session back', async () => {
      await value(bob.request('mutation { signOut }'));
      store.wipe();
      expect([await codes(ann), await codes(bob)]).toEqual([[], ['UNAUTHENTICATED']]);
      const raw = await rawSocket(platform.url);
      raw.send(init({ token: bob.token }));
      expect(await raw.closed).toMatchObject({ code: CloseCode.Unauthorized });
    });

    it('lets nobody in by a socket token of before, and by one of after', async () => {
      const socketToken = async () =>
        (await value<{ token: string }>(ann.request('mutation { createSocketToken { token } }'))).token;
      const before = await socketToken();
      store.wipe();
      const raw = await rawSocket(platform.url);
      raw.send(init({ token: before }));
      expect(await raw.closed).toEqual({ code: CloseCode.Unauthorized, reason: 'Unauthorized' });
      const open = await openSocket(platform.url, await socketToken());
      open.send({
        type: MessageType.Subscribe,
        id: '1',
        payload: { query: `mutation { renewSocket(token: "${before}") }` },
      });
      expect((await open.message(MessageType.Next, '1')).payload).toMatchObject({
        errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
      });
    });

    it('shows who is connected with the next sign of life', async () => {
      const statusOfBob = async () =>
        (
          await value<{ presence: { status: string } }>(
            ann.request(`{ user(id: "${bob.userId}") { presence { status } } }`),
          )
        ).presence.status;
      const { socket } = await openSocket(platform.url, bob.token);
      await until(async () => (await statusOfBob()) === 'ONLINE');
      // a sign of life may come in between
      await until(async () => {
        store.wipe();
        return (await statusOfBob()) === 'OFFLINE';
      });
      // as it answers each ping
      socket.pong();
      await until(async () => (await statusOfBob()) === 'ONLINE');
    });

    it('ends what was being typed, and shows what is typed then', async () => {
      const id = await createConversation(ann, { members: [bob] });
      await value(bob.request(TYPE, { id }));
      const stream = ann.subscribe<{ typingChanges: { users: object[] } }>(TYPING, { id });
      const typists = async () =>
        ((await stream.next()).value as ExecutionResult<{ typingChanges: { users: object[] } }>).data?.typingChanges
          .users;
      expect(await typists()).toEqual([{ displayName: 'Bob' }]);
      store.wipe();
      expect(await typists()).toEqual([]);
      await value(bob.request(TYPE, { id }));
      expect(await typists()).toEqual([{ displayName: 'Bob' }]);
      await sendMessage(bob, id, 'That is what I typed');
      expect(await typists()).toEqual([]);
      await stream.return?.();
    });

    it('counts attempts anew', async () => {
      const account = { tenant: 'demo', email: `${randomUUID()}@example.org`, password: randomUUID() };
      const request = (query: string, input: object) =>
        post<Record<string, unknown>>(platform.url, { query, variables: { input } });
      await value(request(SIGN_UP, { ...account, displayName: 'Cara' }));
      for (let n = 0; n < 10; n++) await request(SIGN_IN, { ...account, password: 'guessed' });
      expect(codesOf(await request(SIGN_IN, account))).toEqual(['RATE_LIMITED']);
      store.wipe();
      expect(codesOf(await request(SIGN_IN, account))).toEqual([]);
    });
  });

  describe('that is down', () => {
    it('lets in who is signed in, and nobody whose session ended, before or now', async () => {
      const cara = await platform.person('Cara');
      await value(bob.request('mutation { signOut }'));
      store.down();
      await value(cara.request('mutation { signOut }'));
      expect([await codes(ann), await codes(bob), await codes(cara)]).toEqual([
        [],
        ['UNAUTHENTICATED'],
        ['UNAUTHENTICATED'],
      ]);
      const id = await createConversation(ann, {});
      expect(await sendMessage(ann, id, 'all the same')).toMatchObject({ text: 'all the same' });
      await (await openSocket(platform.url, ann.token)).settled();
      await cara.close();
    });

    it('says so to who needs it', async () => {
      const input = { tenant: 'demo', email: 'nobody@example.org', password: randomUUID() };
      store.down();
      expect(codesOf(await post(platform.url, { query: SIGN_IN, variables: { input } }))).toEqual(['UNAVAILABLE']);
      expect(codesOf(await ann.request('mutation { createSocketToken { token } }'))).toEqual(['UNAVAILABLE']);
    });
  });
});
