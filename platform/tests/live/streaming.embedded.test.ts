import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { createConversation, removeMember, sendMessage, value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';
import { TRANSPORTS, type Listening } from '../../testing/transports';

let platform: RunningPlatform;
let ann: TestClient;
let bob: TestClient;
let id: string;

beforeAll(async () => {
  platform = await runningPlatform({ LIVE_STUCK_SECONDS: '3' });
});
afterAll(() => platform.close());
beforeEach(async () => {
  [ann, bob] = await platform.people('Ann', 'Bob');
  id = await createConversation(ann, { members: [bob] });
});
afterEach(() => Promise.all([ann.close(), bob.close()]));

const say = async (texts: readonly string[]) => {
  for (const text of texts) await sendMessage(ann, id, text);
};
const texts = ({ events }: Listening) => events.flatMap(({ message }) => (message ? [message.text] : []));
const seqs = ({ events }: Listening) => events.map(({ seq }) => seq);
const from = (first: number, count: number) => Array.from({ length: count }, (_, n) => first + n);

describe.each(Object.entries(TRANSPORTS))('%s', (name, listen) => {
  it('goes on after a position, and then live, without a hole or a repeat', async () => {
    await say(['one', 'two', 'three']);
    // both are members by then
    const listening = listen(platform.url, bob, { id, after: 3 });
    await until(() => listening.events.length === 2);
    await say(['four', 'five']);
    await until(() => listening.events.length === 4);
    expect(seqs(listening)).toEqual(from(4, 4));
    expect(texts(listening)).toEqual(['two', 'three', 'four', 'five']);
    listening.stop();
  });

  it('is told NOT_FOUND when it is removed, and hears nothing later', async () => {
    const listening = listen(platform.url, bob, { id, after: 0 });
    await until(() => listening.events.length === 2);
    await removeMember(ann, id, bob);
    await say(['behind the back']);
    expect(await until(() => listening.over)).toEqual(['NOT_FOUND']);
    expect(texts(listening)).toEqual([]);
  });

  it('is told NOT_FOUND where it was never let in', async () => {
    const stranger = await platform.person('Stranger');
    const listening = listen(platform.url, stranger, { id, after: 0 });
    expect(await until(() => listening.over)).toEqual(['NOT_FOUND']);
    await stranger.close();
  });

  it('ends when it signs out, and hears nothing later', async () => {
    const listening = listen(platform.url, bob, { id, after: 0 });
    await until(() => listening.events.length === 2);
    await value(bob.request('mutation { signOut }'));
    await say(['to those who stayed']);
    const over = await until(() => listening.over);
    expect(over).toEqual([name.endsWith('graphql-ws') ? expect.stringContaining('4403') : 'UNAUTHENTICATED']);
    expect(texts(listening)).toEqual([]);
  });
});

/** Hands connections through, until it is told to cut them. */
async function lineThatBreaks(target: string) {
  const { port, hostname } = new URL(target);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
    }
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => open.forEach((socket) => socket.destroy());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    async close() {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}

it('graphql-sse comes back over a line that breaks again and again, with all there is, once', async () => {
  const line = await lineThatBreaks(platform.url);
  const listening = TRANSPORTS['graphql-sse']!(line.url, bob, { id, after: 0 });
  for (let round = 0; round < 5; round++) {
    await say([`round ${round}`, `still ${round}`]);
    await until(() => listening.events.length > 2 * round);
    line.cut();
  }
  await until(() => listening.events.length === 12);
  expect(seqs(listening)).toEqual(from(1, 12));
  listening.stop();
  await line.close();
});

describe('a client that does not read', () => {
  /** Twenty times each text, so that it is more than lines hold. */
  const MUCH = `subscription ($id: ID!, $after: Seq) { conversationEvents(conversationId: $id, after: $after) {
    seq ... on MessageCreated { message { ${from(0, 20)
      .map((n) => `t${n}: text`)
      .join(' ')} } }
  } }`;

  function subscribeWithoutReading(accept: string): Socket {
    const { port, hostname } = new URL(platform.url);
    const socket = connect(Number(port), hostname).pause();
    const body = JSON.stringify({ query: MUCH, variables: { id, after: 0 } });
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${bob.token}\r\naccept: ${accept}\r\n` +
        `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    return socket;
  }

  const presenceOfBob = async () => {
    const { presence } = await value<{ presence: { status: string } }>(
      ann.request(`{ user(id: "${bob.userId}") { presence { status } } }`),
    );
    return presence.status;
  };

  /** What there was for it to read: less than everything, and no end of the response. */
  async function ended(socket: Socket): Promise<{ cut: boolean; whole: boolean }> {
    let text = '';
    socket.on('data', (data) => (text += String(data))).on('error', () => undefined);
    socket.resume();
    await once(socket, 'close');
    return { cut: !text.endsWith('0\r\n\r\n'), whole: text.includes('"149 x') };
  }

  it.each(['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'])(
    'is cut off its %s, while others hear everything',
    async (accept) => {
      const stuck = subscribeWithoutReading(accept);
      const good = TRANSPORTS['graphql-sse']!(platform.url, ann, { id, after: 0 });
      await until(async () => (await presenceOfBob()) === 'ONLINE');
      await say(Array.from({ length: 150 }, (_, n) => `${n} `.padEnd(9_000, 'x')));
      await until(() => good.events.length === 152);
      expect(seqs(good)).toEqual(from(1, 152));
      await until(async () => (await presenceOfBob()) === 'OFFLINE');
      expect(await ended(stuck)).toEqual({ cut: true, whole: false });
      good.stop();
    },
  );
});
