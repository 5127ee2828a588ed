import { createReconnect } from './reconnect';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('waits longer after each failure, at most ten seconds, and never as long as others', () => {
  const reconnect = createReconnect(60_000);
  expect(reconnect.pauseMs()).toBe(0);
  for (const longest of [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
    reconnect.lost();
    const pauses = new Set(Array.from({ length: 20 }, () => reconnect.pauseMs()));
    expect(pauses.size).toBeGreaterThan(1);
    for (const pause of pauses) {
      expect(pause).toBeGreaterThanOrEqual(longest / 2);
      expect(pause).toBeLessThanOrEqual(longest);
    }
  }
});

it('begins anew once a connection has held for a while, and waits longer where it did not', () => {
  const reconnect = createReconnect(60_000);
  for (let n = 0; n < 3; n++) reconnect.lost();
  reconnect.opened();
  jest.advanceTimersByTime(10);
  reconnect.lost();
  expect(reconnect.pauseMs()).toBeGreaterThanOrEqual(1_000);
  reconnect.opened();
  jest.advanceTimersByTime(6_000);
  reconnect.lost();
  expect(reconnect.pauseMs()).toBeLessThanOrEqual(250);
});

it('is hopeless once the connection has been gone for too long, and not while it is there', () => {
  const reconnect = createReconnect(1_000);
  jest.advanceTimersByTime(900);
  reconnect.opened();
  jest.advanceTimersByTime(5_000);
  expect(reconnect.hopeless).toBe(false);
  reconnect.lost();
  jest.advanceTimersByTime(900);
  expect(reconnect.hopeless).toBe(false);
  jest.advanceTimersByTime(200);
  expect(reconnect.hopeless).toBe(true);
});
