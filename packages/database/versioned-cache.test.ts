import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import fc from 'fast-check';
import { createVersionedCache } from './versioned-cache';

const MAX_BYTES = 100;

function aCache() {
  const clock = { now: 0 };
  const metrics = createMetrics();
  const cache = createVersionedCache<string>({ name: 'things', maxBytes: MAX_BYTES, metrics, now: () => clock.now });
  const put = (key: string, bytes = 10) => cache.settle(key, undefined, { value: key, bytes });
  async function metric(name: string): Promise<number> {
    const { text } = await metrics.scrape();
    return Number(new RegExp(`^parley_cache_${name} (\\d+)`, 'm').exec(text.replace(/\{.*\} /g, ' '))![1]);
  }
  return { cache, clock, metrics, put, metric };
}

it('returns what a statement said is current, and replaces what has changed', () => {
  const { cache, put } = aCache();
  expect(cache.get('a')).toBeUndefined();
  expect(put('a')).toBe('a');
  const known = cache.get('a');
  expect(cache.settle('a', known, undefined)).toBe('a');
  expect(cache.settle('a', known, { value: 'new', bytes: 1 })).toBe('new');
  expect(cache.get('a')?.value).toBe('new');
});

it('returns what was known also if it was evicted while the statement ran', () => {
  const { cache, put } = aCache();
  put('a');
  const known = cache.get('a');
  put('b', MAX_BYTES);
  expect(cache.get('a')).toBeUndefined();
  expect(cache.settle('a', known, undefined)).toBe('a');
});

it('evicts what was not used for longest, and what nobody has used for a minute', async () => {
  const { cache, clock, put, metric } = aCache();
  put('a', 40);
  put('b', 40);
  cache.get('a');
  put('c', 40);
  expect(['a', 'b', 'c'].filter((key) => cache.get(key))).toEqual(['a', 'c']);
  clock.now += 30_000;
  cache.get('c');
  clock.now += 30_000;
  put('d', 1);
  expect(['a', 'c', 'd'].filter((key) => cache.get(key))).toEqual(['c', 'd']);
  expect(await metric('evictions_total')).toBe(2);
});

it('never holds more than its bound, and counts what it holds', async () => {
  const step = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), bytes: fc.nat(120), ms: fc.nat(40_000) });
  await fc.assert(
    fc.asyncProperty(fc.array(step), async (steps) => {
      const { cache, clock, put, metric } = aCache();
      for (const { key, bytes, ms } of steps) {
        clock.now += ms;
        if (ms % 2) put(key, bytes);
        else cache.get(key);
        expect(await metric('bytes')).toBeLessThanOrEqual(MAX_BYTES);
      }
      const kept = ['a', 'b', 'c', 'd'].flatMap((key) => cache.get(key) ?? []);
      expect(await metric('entries')).toBe(kept.length);
      expect(await metric('bytes')).toBe(kept.reduce((sum, { bytes }) => sum + bytes, 0));
    }),
    { numRuns: 30 },
  );
});
