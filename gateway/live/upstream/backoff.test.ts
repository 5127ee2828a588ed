import { createBackoff } from './backoff';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('waits longer after each failure, at most ten seconds, and never as long as others', () => {
  const backoff = createBackoff(60_000);
  expect(backoff.pauseMs()).toBe(0);
  for (const longest of [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
    backoff.lost();
    const pauses = new Set(Array.from({ length: 20 }, () => backoff.pauseMs()));
    expect(pauses.size).toBeGreaterThan(1);
    for (const pause of pauses) {
      expect(pause).toBeGreaterThanOrEqual(longest / 2);
      expect(pause).toBeLessThanOrEqual(longest);
    }
  }
});

it('begins anew once a connection has held for a while, and waits longer where it did not', () => {
  const backoff = createBackoff(60_000);
  for (let n = 0; n < 3; n++) backoff.lost();
  backoff.opened();
  jest.advanceTimersByTime(10);
  backoff.lost();
  expect(backoff.pauseMs()).toBeGreaterThanOrEqual(1_000);
  backoff.opened();
  jest.advanceTimersByTime(6_000);
  backoff.lost();
  expect(backoff.pauseMs()).toBeLessThanOrEqual(250);
});

it('is hopeless once the connection has been gone for too long, and not while it is there', () => {
  const backoff = createBackoff(1_000);
  jest.advanceTimersByTime(900);
  backoff.opened();
  jest.advanceTimersByTime(5_000);
  expect(backoff.hopeless).toBe(false);
  backoff.lost();
  jest.advanceTimersByTime(900);
  expect(backoff.hopeless).toBe(false);
  jest.advanceTimersByTime(200);
  expect(backoff.hopeless).toBe(true);
});
