import { randomUUID } from 'node:crypto';
import { openSocket, subscribe, terminateSockets } from '@parley/gateway/socket/raw-socket.fixture';
import { faultyBus, type FaultyBus } from '@parley/ports/bus/faulty.fixture';
import { inProcessBus } from '@parley/ports/bus/in-process';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import { post } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { codesOf } from '@parley/testing/viewers';
import { CloseCode, MessageType } from 'graphql-ws';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

interface Session {
  accessToken: string;
  refreshToken: string;
  deviceId: string;
}

const SIGN_UP =
  'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken refreshToken deviceId user { id } } }';
const REFRESH = 'mutation ($token: String!) { refreshSession(input: { refreshToken: $token }) { accessToken } }';
const EVENTS = `subscription ($id: ID!) {
  conversationEvents(conversationId: $id, after: 0) { seq ... on MessageCreated { message { text } } }
}`;

let bus: FaultyBus;
let platform: RunningPlatform;
let elsewhere: { url: string };
beforeAll(async () => {
  bus = faultyBus(inProcessBus(), { below: () => 0 });
  platform = await runningPlatform({}, { bus });
  elsewhere = await platform.another();
});
afterEach(() => {
  bus.up();
  terminateSockets();
});
afterAll(async () => {
  await platform.close();
  bus.close();
});

async function signUp(): Promise<Session> {
  const input = { tenant: 'demo', email: `${randomUUID()}@example.org`, password: randomUUID(), displayName: 'Ada' };
  return value(post<Record<string, Session>>(platform.url, { query: SIGN_UP, variables: { input } }));
}

const whoAmI = (url: string, token: string) => post(url, { query: '{ me { id } }', token });
const codesAt = async (url: string, { accessToken }: Session) => codesOf(await whoAmI(url, accessToken));

const ENDS: Record<string, (session: Session) => Promise<unknown>> = {
  'signing out': ({ accessToken: token }) => post(platform.url, { query: 'mutation { signOut }', token }),
  'signing out everywhere': ({ accessToken: token }) =>
    post(platform.url, { query: 'mutation { signOut(everywhere: true) }', token }),
  'revoking its device': ({ accessToken: token, deviceId }) =>
    post(platform.url, { query: `mutation { revokeDevice(deviceId: "${deviceId}") }`, token }),
  'using a refresh token twice': async ({ refreshToken: token }) => {
    for (let n = 0; n < 2; n++) await post(platform.url, { query: REFRESH, variables: { token } });
  },
};

it.each(Object.entries(ENDS))(
  'a session that ends by %s has ended in another process too, while the bus is dead',
  async (_, end) => {
    const [session, other] = [await signUp(), await signUp()];
    const { closed } = await openSocket(elsewhere.url, session.accessToken);
    const stays = await openSocket(elsewhere.url, other.accessToken);
    bus.down();
    await end(session);
    expect(await codesAt(platform.url, session)).toEqual(['UNAUTHENTICATED']);
    await until(async () => String(await codesAt(elsewhere.url, session)) === 'UNAUTHENTICATED');
    expect(await closed).toEqual({ code: CloseCode.Forbidden, reason: 'Session ended' });
    await stays.settled();
    expect(await codesAt(elsewhere.url, other)).toEqual([]);
  },
);

it('a session that ended before a process started has ended there', async () => {
  const session = await signUp();
  await ENDS['signing out']!(session);
  const late = await platform.another();
  expect(await codesAt(late.url, session)).toEqual(['UNAUTHENTICATED']);
});

it('a socket whose session ends is told nothing from then on, also while the bus is dead', async () => {
  const [ann, bob] = [await platform.person('Ann'), await platform.person('Bob')];
  const id = await createConversation(ann, { members: [bob] });
  const here = await openSocket(platform.url, bob.token);
  const there = await openSocket(elsewhere.url, bob.token);
  const hers = await openSocket(platform.url, ann.token);
  for (const raw of [here, there, hers]) raw.send(subscribe('1', EVENTS, { variables: { id } }));
  const frames = (raw: typeof here) => raw.messages.filter(({ type }) => type === MessageType.Next).length;
  await until(() => [here, there, hers].every((raw) => frames(raw) === 2));
  bus.down();
  await value(bob.request('mutation { signOut }'));
  await sendMessage(ann, id, 'to who is still signed in');
  expect(await here.closed).toMatchObject({ code: CloseCode.Forbidden });
  expect(await there.closed).toMatchObject({ code: CloseCode.Forbidden });
  await until(() => frames(hers) === 3);
  expect(frames(here)).toBe(2);
});
