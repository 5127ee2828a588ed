import { randomUUID } from 'node:crypto';
import type { ConversationId, UserId } from '@parley/contracts/ids';
import { inProcessBus } from '@parley/ports/bus/in-process';
import { inProcessStore } from '@parley/ports/ephemeral/in-process';
import { createTyping, TYPING_MS } from './typing';

const [conversation, elsewhere] = [randomUUID(), randomUUID()] as [ConversationId, ConversationId];
const [ann, bob] = [randomUUID(), randomUUID()].sort() as [UserId, UserId];

/** Typing with a clock that only `pass` moves, and the keys told of it since the last look. */
async function aClockedTyping() {
  let now = 0;
  const nowMs = () => now;
  const bus = inProcessBus();
  const told: unknown[] = [];
  for (const id of [conversation, elsewhere])
    await bus.subscribe(`typing:${id}`, (message) => told.push((message as { key: string }).key));
  const typing = createTyping({ ephemeral: inProcessStore({ nowMs }), bus, nowMs });
  return {
    ...typing,
    pass: (ms: number) => void (now += ms),
    async told() {
      await new Promise(setImmediate);
      return told.splice(0);
    },
    async here() {
      return (await typing.among([conversation]))[0];
    },
  };
}

test('who types is in the set, once and by id, until they end it', async () => {
  const typing = await aClockedTyping();
  await typing.begin({ conversation, person: bob });
  await typing.begin({ conversation, person: ann });
  await typing.begin({ conversation, person: bob });
  expect(await typing.here()).toEqual([ann, bob]);
  expect(await typing.among([elsewhere, conversation])).toEqual([[], [ann, bob]]);
  expect(await typing.told()).toEqual([conversation, conversation, conversation]);

  await typing.end([{ conversation, person: bob }]);
  expect(await typing.here()).toEqual([ann]);
  expect(await typing.told()).toEqual([conversation]);
});

test('the end of who was not typing is not told', async () => {
  const typing = await aClockedTyping();
  await typing.begin({ conversation, person: ann });
  await typing.told();
  await typing.end([
    { conversation, person: bob },
    { conversation: elsewhere, person: ann },
  ]);
  expect(await typing.told()).toEqual([]);
});

test('each dies by itself, and that is told once, when it is so', async () => {
  const typing = await aClockedTyping();
  await typing.begin({ conversation, person: ann });
  typing.pass(1_000);
  await typing.begin({ conversation: elsewhere, person: bob });
  await typing.told();

  expect(await typing.tellEnded()).toBe(TYPING_MS - 1_000);
  typing.pass(TYPING_MS - 1_000);
  expect(await typing.tellEnded()).toBe(1_000);
  expect(await typing.told()).toEqual([conversation]);
  expect(await typing.here()).toEqual([]);

  typing.pass(1_000);
  expect(await typing.tellEnded()).toBeUndefined();
  expect(await typing.told()).toEqual([elsewhere]);
});

test('who says it again lives on from then', async () => {
  const typing = await aClockedTyping();
  await typing.begin({ conversation, person: ann });
  typing.pass(TYPING_MS - 1);
  await typing.begin({ conversation, person: ann });
  await typing.told();
  typing.pass(TYPING_MS - 1);
  expect(await typing.tellEnded()).toBe(1);
  expect(await typing.here()).toEqual([ann]);
  expect(await typing.told()).toEqual([]);
});

describe('by the clock of the process', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }));
  afterEach(() => jest.useRealTimers());

  test.each([3_600_000, -3_600_000])('it lasts as long when the clock on the wall is set by %d ms', async (byMs) => {
    const typing = createTyping({ ephemeral: inProcessStore(), bus: inProcessBus() });
    await typing.begin({ conversation, person: ann });
    jest.advanceTimersByTime(TYPING_MS - 1);
    jest.setSystemTime(Date.now() + byMs);
    expect(await typing.among([conversation])).toEqual([[ann]]);
    expect(await typing.tellEnded()).toBeCloseTo(1);
    jest.advanceTimersByTime(1);
    expect(await typing.among([conversation])).toEqual([[]]);
    expect(await typing.tellEnded()).toBeUndefined();
  });
});
