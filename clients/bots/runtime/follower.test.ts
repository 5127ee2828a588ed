import type { ConversationSummary, Message, ParleyClient } from '@parley/client';
import { ParleyError } from '@parley/client';
import { until } from '@parley/testing/until';
import fc from 'fast-check';
import { pino } from 'pino';
import { openBotState } from '../state/bot-state.js';
import { createFollower } from './follower.js';

const PAGE = 3;
const logger = pino({ level: 'silent' });

/** A service with conversations whose every position is a message. */
function service(joinedAt: number) {
  const listeners = new Set<() => void>();
  const heads = new Map<string, number>();
  const epoch = { now: 'e1' };
  let conversations: ConversationSummary[] = [];
  const tell = () => {
    const readState = { lastReadSeq: joinedAt, unread: 0, mentions: 0 };
    conversations = [...heads].map(([id, seq]) => ({ id, seq, epoch: epoch.now, readState }) as ConversationSummary);
    listeners.forEach((listener) => listener());
  };
  const parley = {
    conversations: {
      get: () => ({ conversations, hasMore: false, loadingMore: false, error: null }),
      subscribe(listener: () => void) {
        listeners.add(listener);
        listener();
        return () => listeners.delete(listener);
      },
      refresh: async () => tell(),
    },
    async request(_document: unknown, { id, after }: { id: string; after: number }) {
      const head = heads.get(id);
      if (head === undefined) return { conversation: null };
      const seqs = Array.from({ length: Math.min(PAGE, head - after) }, (_, n) => after + n + 1);
      const edges = seqs.map((seq) => ({ node: { id: `${id}-${seq}`, seq } as Message }));
      return {
        conversation: {
          messages: { edges, asOf: head, epoch: epoch.now, pageInfo: { hasNextPage: after + seqs.length < head } },
        },
      };
    },
  } as unknown as Pick<ParleyClient, 'request' | 'conversations'>;
  return {
    parley,
    epoch,
    say(id: string, count: number) {
      heads.set(id, (heads.get(id) ?? joinedAt) + count);
      tell();
    },
  };
}

/** A file in memory; what it has can be set back. */
function memoryFile() {
  let text: string | undefined;
  return {
    read: async () => (text === undefined ? undefined : (JSON.parse(text) as unknown)),
    write: async (value: unknown) => void (text = JSON.stringify(value)),
    text: () => text,
    setBack: (to: string | undefined) => void (text = to),
  };
}

const messages = (id: string, from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => `${id}-${from + n}`);

it('deals with everything since it came, in order, also if responses fail and it is stopped in between', async () => {
  const step = fc.record({
    said: fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 1, max: 5 })), { maxLength: 3 }),
    failAt: fc.nat(6),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
      const { parley, say } = service(7);
      const file = memoryFile();
      const heads = new Map<string, number>();
      const dealt: string[] = [];
      for (const { said, failAt } of steps) {
        let responses = 0;
        const follower = createFollower({
          ...{ parley, logger, state: await openBotState(file) },
          async respond(_, { id }) {
            if (++responses === failAt) throw new ParleyError('later', { code: 'UNAVAILABLE' });
            dealt.push(id);
          },
        });
        await follower.start();
        for (const [id, count] of said) {
          say(id, count);
          heads.set(id, (heads.get(id) ?? 7) + count);
        }
        const expected = [...heads].flatMap(([id, head]) => messages(id, 8, head)).sort();
        await until(() => dealt.length >= expected.length);
        await follower.stop();
        expect([...dealt].sort()).toEqual(expected);
      }
      for (const [id, head] of heads) expect(dealt.filter((one) => one.startsWith(id))).toEqual(messages(id, 8, head));
    }),
    { numRuns: 25 },
  );
});

it('deals again with what it had not kept, and with all since it came where commits were lost', async () => {
  const { parley, say, epoch } = service(0);
  const file = memoryFile();
  const dealt: string[] = [];
  const run = async () => {
    const follower = createFollower({
      ...{ parley, logger, state: await openBotState(file) },
      respond: async (_, { id }) => void dealt.push(id),
    });
    await follower.start();
    return follower;
  };
  const first = await run();
  say('a', 2);
  await until(() => file.text()?.includes('"seq":2'));
  const kept = file.text();
  say('a', 1);
  await until(() => dealt.length === 3);
  await first.stop();

  file.setBack(kept);
  const second = await run();
  await until(() => dealt.length === 4);
  await second.stop();
  expect(dealt).toEqual(['a-1', 'a-2', 'a-3', 'a-3']);

  epoch.now = 'e2';
  const third = await run();
  say('a', 0);
  await until(() => dealt.length === 7);
  await third.stop();
  expect(dealt.slice(4)).toEqual(['a-1', 'a-2', 'a-3']);
});

it('does not immediately load more of a list that can not be read', async () => {
  const listeners = new Set<() => void>();
  const tell = () => [...listeners].forEach((listener) => listener());
  let loads = 0;
  const conversations = {
    get: () => ({ conversations: [], hasMore: true, loadingMore: false, error: null }),
    subscribe(listener: () => void) {
      listeners.add(listener);
      tell();
      return () => listeners.delete(listener);
    },
    async loadMore() {
      loads += 1;
      await Promise.resolve();
      tell();
      throw new ParleyError('away', { code: 'NETWORK' });
    },
  } as unknown as ParleyClient['conversations'];
  const follower = createFollower({
    ...{ parley: { conversations, request: () => Promise.reject(new Error('nothing is behind')) }, logger },
    ...{ state: await openBotState(memoryFile()), respond: async () => undefined },
  });
  await follower.start();
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
  await follower.stop();
  expect(loads).toBe(1);
});
