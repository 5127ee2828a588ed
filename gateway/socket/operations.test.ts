import { until } from '@parley/testing/until';
import { CloseCode, MessageType } from 'graphql-ws';
import { PayloadQueue } from '../live/delivery/payload-queue';
import { encoded, scriptedLive } from '../live/scripted-live.fixture';
import { Stream } from '../live/delivery/stream';
import { startTestGateway, type TestGateway } from '../tiny-graph.fixture';
import { complete, openSocket, subscribe, terminateSockets, type RawSocket } from './raw-socket.fixture';

/** Subscriptions that give what the test puts into them, and begin when it lets them. */
interface Scripted {
  stream: Stream;
  give(text: string): void;
}
const streams: Scripted[] = [];
let gate: Promise<void> | undefined;

const live = scriptedLive(async (operation) => {
  await gate;
  const stream = new Stream({ ...operation, authorize: async () => undefined });
  const queue = new PayloadQueue(operation.framing);
  stream.attach(queue);
  const give = (text: string) => {
    queue.add(encoded({ data: { ticks: { name: text } } }));
    stream.wake(queue);
  };
  streams.push({ stream, give });
  return stream;
});

let test: TestGateway;
beforeAll(async () => {
  test = await startTestGateway({ environment: 'production', createLive: () => live });
});
afterAll(() => test.gateway.stop());
beforeEach(() => {
  streams.length = test.lines.length = 0;
  gate = undefined;
});
afterEach(terminateSockets);

const open = () => openSocket(test.gateway.url);
const subscribed = (count: number) => until(() => streams.length === count);
const of = ({ messages }: RawSocket, id: string) =>
  messages
    .filter((message) => message.id === id)
    .map(({ type, payload }) => [type, (payload as { data?: { ticks?: { name: string } } })?.data?.ticks?.name]);
const query = '{ me { name } }';

describe('an operation', () => {
  it('has its results, and then its end', async () => {
    const raw = await open();
    raw.send(subscribe('one', query));
    await raw.message(MessageType.Complete, 'one');
    expect(raw.messages.slice(1)).toEqual([
      { id: 'one', type: MessageType.Next, payload: { data: { me: { name: 'Ada' } } } },
      { id: 'one', type: MessageType.Complete },
    ]);
  });

  it('that is refused is one `error`, and nothing after it', async () => {
    const raw = await open();
    raw.send(subscribe('1', '{ nothing }'), subscribe('2', query));
    await raw.message(MessageType.Complete, '2');
    await raw.settled();
    expect(of(raw, '1')).toEqual([[MessageType.Error, undefined]]);
    expect(raw.messages.find(({ id }) => id === '1')?.payload).toMatchObject([
      { message: expect.any(String), extensions: { code: 'VALIDATION_FAILED' } },
    ]);
  });

  it('that fails is one `error` after its results, and nothing after it', async () => {
    const raw = await open();
    raw.send(subscribe('1'));
    await subscribed(1);
    streams[0]!.give('a');
    await raw.message(MessageType.Next, '1');
    streams[0]!.stream.end(new Error('The password is hunter2'));
    streams[0]!.give('b');
    await raw.message(MessageType.Error, '1');
    await raw.settled();
    expect(of(raw, '1').map(([type]) => type)).toEqual([MessageType.Next, MessageType.Error]);
    expect(JSON.stringify(raw.messages)).not.toContain('hunter2');
  });

  it('takes its correlation id from its extensions, and is logged by it without its text', async () => {
    const raw = await open();
    const source = 'query Who { correlationId shout(text: "secret") }';
    raw.send(subscribe('1', source, { extensions: { correlationId: 'abc-3' } }));
    const { payload } = await raw.message(MessageType.Next, '1');
    expect(payload).toMatchObject({ data: { correlationId: 'abc-3' } });
    expect(test.lines).toMatchObject([{ correlationId: 'abc-3', operation: 'Who', failed: false }]);
    expect(JSON.stringify(test.lines)).not.toContain('secret');
  });

  it('knows the address that it came from', async () => {
    const raw = await open();
    raw.send(subscribe('1', query));
    await raw.message(MessageType.Complete, '1');
    expect(test.contexts.at(-1)?.request.address).toMatch(/127\.0\.0\.1$/);
  });
});

describe('an id', () => {
  it.each([
    ['of a subscription', 'subscription { ticks { name } }'],
    ['of a query', query],
  ])('%s twice: 4409', async (_, source) => {
    const raw = await open();
    raw.send(subscribe('1', source), subscribe('1', query));
    expect(await raw.closed).toEqual({
      code: CloseCode.SubscriberAlreadyExists,
      reason: 'Subscriber for 1 already exists',
    });
  });

  it('twice: 4409, also where it is longer than a reason can be', async () => {
    const raw = await open();
    const id = 'é'.repeat(500);
    raw.send(subscribe(id), subscribe(id));
    const { code, reason } = await raw.closed;
    expect(code).toBe(CloseCode.SubscriberAlreadyExists);
    expect(reason).toMatch(/^Subscriber for é+$/);
  });

  it.each(['', '"', '\\u0000', '__proto__', 'constructor', 'é🪿', 'a'.repeat(100_000)])(
    'may be any text: ends in %j',
    async (end) => {
      const id = `x${end}`;
      const raw = await open();
      raw.send(subscribe(id));
      await subscribed(1);
      streams[0]!.give('a');
      expect(await raw.message(MessageType.Next, id)).toMatchObject({ payload: { data: { ticks: { name: 'a' } } } });
    },
  );

  it('__proto__ is an id like others', async () => {
    const raw = await open();
    raw.send(subscribe('__proto__', query));
    await raw.message(MessageType.Complete, '__proto__');
  });

  it('is free once its operation has ended, with a result or an error', async () => {
    const raw = await open();
    raw.send(subscribe('1', query));
    await raw.message(MessageType.Complete, '1');
    raw.send(subscribe('1', '{ nothing }'));
    await raw.message(MessageType.Error, '1');
    raw.send(subscribe('1'));
    await subscribed(1);
    streams[0]!.give('a');
    await until(() => of(raw, '1').some(([, name]) => name === 'a'));
  });

  it('is free once the client has completed its operation, at once, as often as it likes', async () => {
    const raw = await open();
    for (let n = 1; n <= 20; n++) {
      raw.send(subscribe('1'));
      await subscribed(n);
      streams[n - 1]!.give(`of ${n - 1}`);
      raw.send(complete('1'));
    }
    raw.send(subscribe('1'));
    await subscribed(21);
    streams.slice(0, 20).forEach(({ give }) => give('late'));
    streams[20]!.give('of 20');
    await until(() => of(raw, '1').some(([, name]) => name === 'of 20'));
    await raw.settled();
    expect(raw.messages.filter(({ type }) => type === MessageType.Complete)).toEqual([]);
    expect(of(raw, '1').filter(([, name]) => name === 'late')).toEqual([]);
    expect(streams.map(({ stream }) => stream.ended)).toEqual([...Array<boolean>(20).fill(true), false]);
  });

  it('used again in one breath stands for the second operation alone', async () => {
    const raw = await open();
    let go: () => void = () => undefined;
    gate = new Promise((resolve) => (go = resolve));
    raw.send(subscribe('1'), complete('1'), subscribe('1'));
    await raw.settled();
    go();
    await subscribed(2);
    streams.forEach(({ give }, n) => give(`of ${n}`));
    await raw.message(MessageType.Next, '1');
    await raw.settled();
    expect(streams.map(({ stream }) => stream.ended)).toEqual([true, false]);
    expect(of(raw, '1')).toEqual([[MessageType.Next, 'of 1']]);
  });
});

describe('complete from the client', () => {
  it('ends it with frames on their way: none comes after what is answered later', async () => {
    const raw = await open();
    raw.send(subscribe('1'), subscribe('2'));
    await subscribed(2);
    const giving = setInterval(() => streams.forEach(({ give }) => give('frame')), 1);
    await until(() => of(raw, '1').length > 3);
    raw.send(complete('1'));
    await raw.settled();
    const [own, others] = [of(raw, '1').length, of(raw, '2').length];
    await until(() => of(raw, '2').length > others + 20);
    clearInterval(giving);
    expect(of(raw, '1')).toHaveLength(own);
    expect(of(raw, '1').every(([type]) => type === MessageType.Next)).toBe(true);
  });

  it('in the same turn as a frame: it is not sent any more', async () => {
    const raw = await open();
    raw.send(subscribe('1'));
    await subscribed(1);
    streams[0]!.stream.onEnd(() => streams[0]!.give('too late'));
    raw.send(complete('1'));
    await raw.settled();
    expect(of(raw, '1')).toEqual([]);
  });

  it('while it is prepared: it never starts', async () => {
    const raw = await open();
    let go: () => void = () => undefined;
    gate = new Promise((resolve) => (go = resolve));
    raw.send(subscribe('1'), complete('1'));
    await raw.settled();
    go();
    await until(() => streams[0]?.stream.ended);
    await raw.settled();
    expect(of(raw, '1')).toEqual([]);
  });

  it('racing the server’s: one end at most, and the socket stays', async () => {
    const raw = await open();
    for (let n = 1; n <= 50; n++) {
      raw.send(subscribe(`r${n}`));
      await subscribed(n);
      raw.send(complete(`r${n}`));
      streams[n - 1]!.stream.end();
    }
    await raw.settled();
    for (let n = 1; n <= 50; n++) expect(of(raw, `r${n}`).length).toBeLessThanOrEqual(1);
    raw.send(subscribe('after', query));
    await raw.message(MessageType.Complete, 'after');
  });

  it('of what nobody subscribed to, or what is over, is nothing', async () => {
    const raw = await open();
    raw.send(subscribe('1', query));
    await raw.message(MessageType.Complete, '1');
    raw.send(complete('1'), complete('1'), complete('never'));
    await raw.settled();
    expect(of(raw, '1')).toHaveLength(2);
  });
});

it('thousands of subscriptions: those beyond the limit are refused, and the others go on', async () => {
  const raw = await open();
  for (let i = 0; i < 2_000; i++) raw.send(subscribe(`s${i}`));
  await until(() => of(raw, 's1999').length > 0);
  const refused = raw.messages.filter(({ type }) => type === MessageType.Error);
  expect(refused).toHaveLength(1_500);
  for (const { payload } of refused) expect(payload).toMatchObject([{ extensions: { code: 'QUOTA_EXCEEDED' } }]);
  streams.forEach(({ give }) => give('a'));
  await until(() => raw.messages.filter(({ type }) => type === MessageType.Next).length === 500);
  raw.send(complete('s0'));
  await raw.settled();
  raw.send(subscribe('again', query));
  await raw.message(MessageType.Complete, 'again');
});

it('the end of a socket is the end of its subscriptions', async () => {
  const raw = await open();
  raw.send(subscribe('1'), subscribe('2'));
  await subscribed(2);
  raw.socket.terminate();
  await until(() => streams.every(({ stream }) => stream.ended));
});
