import type { ParleyError } from '@parley/contracts/errors';
import { inProcessStore } from '@parley/ports/ephemeral/in-process';
import { createAttempts } from './attempts';

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }));
afterEach(() => jest.useRealTimers());

test.each([3_600_000, -3_600_000])(
  'a delay lasts its time, neither anew nor for longer when the clock is set by %d ms (14, 38)',
  async (byMs) => {
    const attempts = createAttempts(inProcessStore(), { name: 'guesses', free: 2 });
    for (let n = 0; n < 2; n++) await (await attempts.begin('ann')).failed();
    jest.setSystemTime(Date.now() + byMs);
    await expect(attempts.begin('ann')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    jest.advanceTimersByTime(29_999);
    await expect(attempts.begin('ann')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    jest.advanceTimersByTime(1);
    await (await attempts.begin('ann')).succeeded();
  },
);

it('delays double up to 15 minutes, and allow one attempt each', async () => {
  const attempts = createAttempts(inProcessStore(), { name: 'guesses', free: 1 });
  await (await attempts.begin('ann')).failed();
  const delays: number[] = [];
  for (let n = 0; n < 8; n++) {
    const refused: unknown = await attempts.begin('ann').catch((error: unknown) => error);
    const waitMs = Number((refused as ParleyError).extensions.retryAfterMs);
    delays.push(waitMs);
    jest.advanceTimersByTime(waitMs);
    const begun = await Promise.allSettled([1, 2, 3].map(() => attempts.begin('ann')));
    const allowed = begun.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(allowed).toHaveLength(1);
    await allowed[0]!.failed();
  }
  expect(delays[0]).toBe(30_000);
  expect(delays).toEqual([...delays].sort((a, b) => a - b));
  expect(delays.at(-1)).toBe(900_000);
});

it('a right guess among many at once does not count after as many have failed as are free', async () => {
  const attempts = createAttempts(inProcessStore(), { name: 'guesses', free: 5 });
  const [right, ...others] = await Promise.all(Array.from({ length: 20 }, () => attempts.begin('ann')));
  await Promise.all(others.map((attempt) => attempt.failed()));
  await expect(right!.succeeded()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
});
