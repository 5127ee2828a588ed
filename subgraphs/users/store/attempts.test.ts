import { inProcessStore } from '@parley/ports/ephemeral/in-process';
import { createAttempts } from './attempts';

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }));
afterEach(() => jest.useRealTimers());

test.each([3_600_000, -3_600_000])(
  'failures count for their time, neither anew nor for longer when the clock is set by %d ms (14, 38)',
  async (byMs) => {
    const attempts = createAttempts(inProcessStore(), { name: 'guesses', max: 2, seconds: 900 });
    await attempts.failed('ann');
    await attempts.failed('ann');
    jest.setSystemTime(Date.now() + byMs);
    await expect(attempts.check('ann')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    jest.advanceTimersByTime(899_999);
    await expect(attempts.check('ann')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    jest.advanceTimersByTime(1);
    await attempts.check('ann');
  },
);
