import { until } from '@parley/testing/until';
import { CloseCode, MessageType } from 'graphql-ws';
import { briefViewer, startTestGateway, viewer, type TestGateway } from '../tiny-graph.fixture';
import { init, openSocket, rawSocket, subscribe, terminateSockets } from './raw-socket.fixture';

let test: TestGateway;
beforeAll(async () => {
  test = await startTestGateway({ environment: 'production' });
});
afterAll(() => test.gateway.stop());
afterEach(terminateSockets);

const open = (token: string) => openSocket(test.gateway.url, token);

describe('a socket lives as long as its session', () => {
  it('and is closed with 4403 at once when that is revoked, others are not', async () => {
    const [ada, bob] = [await open('ada'), await open('bob')];
    ada.send(subscribe('1'));
    await ada.message(MessageType.Next, '1');
    test.revoke(viewer('ada').session);
    expect(await ada.closed).toEqual({ code: CloseCode.Forbidden, reason: 'Session ended' });
    bob.send(subscribe('1', '{ me { name } }'));
    await bob.message(MessageType.Next, '1');
  });

  it('and is closed with 4403 when its token ends', async () => {
    test.people.set('brief', briefViewer('ada', 0.3));
    const raw = await rawSocket(test.gateway.url);
    raw.send(init({ token: 'brief' }));
    expect(await raw.closed).toEqual({ code: CloseCode.Forbidden, reason: 'Token expired' });
  });

  it('which a newer token of the same person makes longer, in band', async () => {
    test.people.set('brief', viewer('ada', { expiresAt: Date.now() / 1000 + 30 }));
    const renewed = viewer('ada', { expiresAt: Math.floor(Date.now() / 1000) + 900 });
    test.people.set('renewed', renewed);
    const raw = await open('brief');
    raw.send(
      subscribe('1', 'mutation ($token: String!) { until: renewSocket(token: $token) }', {
        variables: { token: 'renewed' },
      }),
    );
    const { payload } = await raw.message(MessageType.Next, '1');
    expect(payload).toEqual({ data: { until: new Date(renewed.expiresAt * 1000).toISOString() } });
  });

  it.each([
    ['bob', 'FORBIDDEN'],
    ['wrong', 'UNAUTHENTICATED'],
  ])('which the token "%s" does not: %s', async (token, code) => {
    const raw = await open('ada');
    raw.send(subscribe('1', `mutation { renewSocket(token: "${token}") }`));
    expect((await raw.message(MessageType.Next, '1')).payload).toMatchObject({
      data: null,
      errors: [{ path: ['renewSocket'], extensions: { code } }],
    });
  });
});

it('a socket’s life is told to the observer: who came, each answer to a ping, and the end', async () => {
  const raw = await open('bob');
  const id = await until(() => test.sockets.findLast(({ what }) => what === 'connected')?.socket.id);
  const life = () => test.sockets.filter(({ socket }) => socket.id === id).map(({ what }) => what);
  raw.socket.pong();
  await until(() => life().length === 2);
  raw.socket.close();
  await until(() => life().length === 3);
  expect(life()).toEqual(['connected', 'alive', 'disconnected']);
  expect(test.sockets.find(({ socket }) => socket.id === id)?.socket.viewer.user).toBe('bob');
});

it('a socket that nobody signs in on is not told of', async () => {
  const told = test.sockets.length;
  const raw = await rawSocket(test.gateway.url);
  raw.socket.pong();
  raw.send(init({ token: 'wrong' }));
  await raw.closed;
  expect(test.sockets.slice(told).filter(({ what }) => what !== 'disconnected')).toEqual([]);
});
