import { randomUUID } from 'node:crypto';
import { inProcessBus } from '@parley/ports/bus/in-process';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import { newClient, type TestClient } from '@parley/testing/client';
import { faultyBus, NO_FAULTS, type FaultyBus } from '@parley/ports/bus/faulty.fixture';
import { SEED } from '@parley/testing/seed';
import { until } from '@parley/testing/until';
import type { ExecutionResult } from 'graphql';
import { WebSocket } from 'ws';
import { signUp, type Account } from '../../histories/account';
import { accountsFor } from '../../histories/cast';
import { newChance } from '../../histories/chance';
import { acknowledged, type History } from '../../histories/history';
import { judge } from '../../histories/judge/judge';
import { runHistories, type Run } from '../../histories/run';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const CAST = { writers: 4, readers: 12, conversations: 2 };
const EACH = 30;

const EVENTS = `subscription ($id: ID!, $after: Seq!) {
  conversationEvents(conversationId: $id, after: $after) { seq ... on MessageCreated { message { text } } }
}`;
const INBOX = 'subscription ($after: [ConversationPosition!]) { inboxEvents(after: $after) { seq } }';
const SNAPSHOT = `query ($id: ID!) {
  conversation(id: $id) { messages(first: 3) { asOf edges { node { seq } } } }
}`;

type Stream = AsyncIterableIterator<ExecutionResult<Record<string, { seq: number }>>>;

describe(`two processes on a bus with faults, with the seed ${SEED}`, () => {
  let bus: FaultyBus;
  let platform: RunningPlatform;
  let urls: string[];
  let accounts: Account[];
  const clients: TestClient[] = [];

  beforeAll(async () => {
    bus = faultyBus(inProcessBus(), { below: newChance(SEED).below });
    platform = await runningPlatform({}, { bus });
    urls = [platform.url, (await platform.another()).url];
    accounts = await signUp(platform.url, { tenant: 'demo', count: accountsFor(CAST) });
  });
  afterEach(async () => {
    bus.setFaults(NO_FAULTS);
    bus.up();
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });
  afterAll(async () => {
    await platform.close();
    bus.close();
  });

  const newPerson = async (name: string, process = 0): Promise<TestClient> => {
    const client = await newClient(urls[process]!, name);
    clients.push(client);
    return client;
  };
  const events = (client: TestClient, id: string, after: number): Stream => client.subscribe(EVENTS, { id, after });
  const seqOf = ({ data }: ExecutionResult<Record<string, { seq: number }>>) => Object.values(data!)[0]!.seq;
  async function take(stream: Stream, count: number): Promise<number[]> {
    const seqs: number[] = [];
    while (seqs.length < count) seqs.push(seqOf((await stream.next()).value));
    await stream.return!();
    return seqs;
  }
  const numbers = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);

  /** Lets everybody write and read, over both processes, while `trouble` happens. */
  const record = (trouble: (history: History) => Promise<unknown>, more: Partial<Run> = {}) =>
    runHistories({
      ...CAST,
      urls,
      accounts,
      kicks: 10,
      kickEveryMs: 200,
      writing: { messages: EACH },
      pauseMs: 40,
      patienceMs: 240_000,
      seed: SEED,
      meanwhile: async (history) => void (await trouble(history)),
      ...more,
    });
  const written = (history: History, share: number) =>
    until(() => acknowledged(history).length >= share * CAST.writers * EACH);

  it('loses, repeats, leaks and misplaces nothing while the bus drops, repeats and reorders', async () => {
    const before = { ...bus.counts };
    bus.setFaults({ drop: 150, repeat: 150, delay: 200 });
    expect(judge(await record(async () => undefined))).toEqual([]);
    for (const fault of ['drop', 'repeat', 'delay'] as const) expect(bus.counts[fault]).toBeGreaterThan(before[fault]);
  });

  it('loses nothing while the bus is down for a while, and is wiped (33, 36)', async () => {
    const before = { ...bus.counts };
    const history = await record(async (so) => {
      await written(so, 0.2);
      bus.down();
      await written(so, 0.4);
      bus.up();
      bus.stall();
      await written(so, 0.6);
      bus.wipe();
      bus.up();
    });
    expect(judge(history)).toEqual([]);
    for (const fault of ['lost', 'wiped'] as const) expect(bus.counts[fault]).toBeGreaterThan(before[fault]);
  });

  it('takes what stalled and comes long after for what it is', async () => {
    const history = await record(async (so) => {
      for (const share of [0.2, 0.4, 0.6]) {
        bus.stall();
        await written(so, share);
        bus.up();
      }
    });
    expect(judge(history)).toEqual([]);
  });

  it('finds the last message of each conversation, where the bus is down until the end', async () => {
    const history = await record(async (so) => {
      await written(so, 0.5);
      bus.down();
    });
    expect(judge(history)).toEqual([]);
  });

  it('finds the one message of a quiet conversation that the bus dropped, in a conversation and an inbox', async () => {
    const [ann, bob] = [await newPerson('Ann'), await newPerson('Bob', 1)];
    const id = await createConversation(ann, { members: [bob] });
    const streams = [events(bob, id, 1), bob.subscribe(INBOX, { after: [{ conversationId: id, seq: 1 }] }) as Stream];
    for (const stream of streams) expect(seqOf((await stream.next()).value)).toBe(2);
    bus.down();
    await sendMessage(ann, id, 'the last for long');
    for (const stream of streams) {
      expect(seqOf((await stream.next()).value)).toBe(3);
      await stream.return!();
    }
  });

  it('shows nothing to who was kicked while messages are told to many, on whichever process', async () => {
    bus.setFaults({ drop: 200, repeat: 100, delay: 200 });
    const history = await record(async () => undefined, { kicks: 60, kickEveryMs: 40, pauseMs: 10 });
    expect(judge(history)).toEqual([]);
    expect(history.removals.length).toBeGreaterThan(0);
  });

  it('gives positions without a hole or a repeat to sends of many at once, on both processes', async () => {
    const writers = 40;
    const history = await record(async () => undefined, {
      ...{ writers, readers: 4, conversations: 1, kicks: 0, pauseMs: 0 },
      writing: { messages: 25 },
    });
    expect(acknowledged(history)).toHaveLength(writers * 25 + 1);
    expect(judge(history)).toEqual([]);
  });

  it('misses and repeats nothing between a snapshot and what comes live, while messages pour in', async () => {
    bus.setFaults({ drop: 100, repeat: 100, delay: 100 });
    const [ann, bob] = [await newPerson('Ann'), await newPerson('Bob', 1)];
    const id = await createConversation(ann, { members: [bob] });
    const pouring = { over: false };
    const pour = async () => {
      while (!pouring.over) await sendMessage(ann, id, 'and another one');
    };
    const writers = [pour(), pour(), pour()];
    try {
      for (let n = 0; n < 15; n++) {
        const { messages } = await value<{ messages: { asOf: number; edges: { node: { seq: number } }[] } }>(
          bob.request(SNAPSHOT, { id }),
        );
        expect(messages.edges[0]?.node.seq ?? 2).toBe(messages.asOf);
        expect(await take(events(bob, id, messages.asOf), 10)).toEqual(numbers(messages.asOf + 1, 10));
      }
    } finally {
      pouring.over = true;
      await Promise.all(writers);
    }
  });

  it('tells others in time, and a socket that does not read when it does', async () => {
    const [ann, bob] = [await newPerson('Ann'), await newPerson('Bob', 1)];
    const id = await createConversation(ann, { members: [bob] });
    const deaf = await Promise.all(Array.from({ length: 10 }, () => deafSocket(urls[1]!, bob.token, id)));
    const good = [events(ann, id, 0), events(bob, id, 0)].map((stream) => take(stream, 302));
    const text = 'long '.repeat(800);
    for (let n = 0; n < 300; n += 20) await Promise.all(numbers(0, 20).map(() => sendMessage(ann, id, text)));
    for (const seqs of await Promise.all(good)) expect(seqs).toEqual(numbers(1, 302));

    for (const { socket, seqs } of deaf) {
      socket.resume();
      await until(() => seqs.length === 302 || socket.readyState === WebSocket.CLOSED);
      expect(seqs).toEqual(numbers(1, seqs.length));
      expect(await take(events(bob, id, seqs.length - 1), 1)).toEqual([seqs.length]);
      socket.terminate();
    }
  });
});

/** A subscriber that stops to read once it has heard its first event. */
async function deafSocket(url: string, token: string, id: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const seqs: number[] = [];
  const send = (message: object) => socket.send(JSON.stringify(message));
  socket.on('open', () => send({ type: 'connection_init', payload: { token } }));
  socket.on('message', (data) => {
    const { type, payload } = JSON.parse((data as Buffer).toString()) as {
      type: string;
      payload: { data: { conversationEvents: { seq: number } } };
    };
    if (type === 'connection_ack')
      send({ type: 'subscribe', id: randomUUID(), payload: { query: EVENTS, variables: { id, after: 0 } } });
    if (type !== 'next') return;
    if (seqs.push(payload.data.conversationEvents.seq) === 1) socket.pause();
  });
  await until(() => seqs.length > 0);
  return { socket, seqs };
}
