import pino from 'pino';
import { createPoller, type Poller } from './poller';

describe('rounds', () => {
  /** When each began, in milliseconds from the first. */
  let begun: number[];
  let poller: Poller;
  let fails: boolean;
  beforeEach(async () => {
    jest.useFakeTimers();
    begun = [];
    fails = false;
    const start = performance.now();
    poller = createPoller({
      name: 'rounds',
      async round() {
        begun.push(performance.now() - start);
        if (fails) throw new Error('a round that fails');
      },
      pollMs: 1_000,
      apartMs: 100,
      pauseMs: 500,
      maxPauseMs: 2_000,
      logger: pino({ level: 'silent' }),
    });
    await poller.start();
  });
  afterEach(async () => {
    await poller.stop();
    jest.useRealTimers();
  });

  const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

  it('come by polling', async () => {
    await pass(2_500);
    expect(begun).toEqual([0, 1_000, 2_000]);
  });

  it('come at once when woken after a while, and apart from each other when woken all the time', async () => {
    await pass(300);
    for (let n = 0; n < 25; n++) {
      poller.wake();
      await pass(10);
    }
    await pass(200);
    expect(begun).toEqual([0, 300, 400, 500, 600]);
  });

  it('are not woken out of the pause after a failure', async () => {
    fails = true;
    await pass(1_000);
    poller.wake();
    await pass(100);
    poller.wake();
    await pass(2_000);
    expect(begun).toEqual([0, 1_000, 1_500, 2_500]);
  });

  it('end while they rest', async () => {
    await pass(10);
    poller.wake();
    await poller.stop();
    await pass(5_000);
    expect(begun).toEqual([0]);
  });
});
