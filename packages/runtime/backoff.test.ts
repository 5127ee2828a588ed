import fc from 'fast-check';
import { backoffMs } from './backoff';

const pauses = (failures: number[], jitter?: number) =>
  failures.map((failed) => backoffMs(failed, { pauseMs: 100, maxPauseMs: 1_000, jitter }));

it('doubles with each failure, up to the longest', () => {
  expect(pauses([0, 1, 2, 3, 4, 5, 6, 10_000])).toEqual([0, 100, 200, 400, 800, 1_000, 1_000, 1_000]);
});

it('is at most as long with jitter, and shorter by no more than that part', () => {
  fc.assert(
    fc.property(fc.nat(100), fc.double({ min: 0, max: 1, noNaN: true }), (failures, jitter) => {
      const [[longest], [pause]] = [pauses([failures]), pauses([failures], jitter)];
      expect(pause).toBeLessThanOrEqual(longest!);
      expect(pause).toBeGreaterThanOrEqual(longest! * (1 - jitter) - 1e-9);
    }),
  );
});

it('differs with jitter', () => {
  expect(new Set(pauses(Array<number>(20).fill(3), 0.5)).size).toBeGreaterThan(1);
});
