import { randomUUID } from 'node:crypto';
import type { UserId } from '@parley/contracts/ids';
import { inProcessStore } from '@parley/ports/ephemeral/in-process';
import { createPresences } from './presences';

const [ann, bob] = [randomUUID(), randomUUID()] as [UserId, UserId];

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }));
afterEach(() => jest.useRealTimers());

test.each([3_600_000, -3_600_000])(
  'who gives signs of life is here, and who gives none for a minute is not, the clock set by %d ms',
  async (byMs) => {
    const presences = createPresences(inProcessStore());
    await presences.enter(ann, 'a socket');
    await presences.enter(bob, 'another');
    jest.setSystemTime(Date.now() + byMs);
    jest.advanceTimersByTime(30_000);
    await presences.enter(ann, 'a socket');
    jest.advanceTimersByTime(29_999);
    expect(await presences.areConnected([ann, bob])).toEqual([true, true]);
    expect(await presences.takeGone()).toEqual([]);
    jest.advanceTimersByTime(15_000);
    expect(await presences.areConnected([ann, bob])).toEqual([true, false]);
    expect(await presences.takeGone()).toEqual([bob]);
  },
);
