import { describeEphemeralStore } from './conformance';
import { inProcessStore } from './in-process';

describeEphemeralStore('in-process', async () => {
  let now = 0;
  return {
    store: inProcessStore({ nowMs: () => now }),
    pass: async (ms) => {
      now += ms;
    },
  };
});

describe('in-process', () => {
  it('holds no more than its bound, and lets the oldest go', async () => {
    const store = inProcessStore({ nowMs: () => 0, maxEntries: 10 });
    for (let n = 1; n <= 25; n++) await store.set(`k${n}`, String(n), 1_000);
    const kept = await Promise.all(Array.from({ length: 25 }, (_, n) => store.get(`k${n + 1}`)));
    expect(kept.filter((value) => value !== undefined).length).toBeLessThanOrEqual(10);
    expect(kept.at(-1)).toBe('25');
    expect(kept[0]).toBeUndefined();
  });

  it('evicts nothing of another purpose', async () => {
    const store = inProcessStore({ nowMs: () => 0, maxEntries: 10 });
    await store.set('ticket:1', 'kept', 1_000);
    await store.join('room:1', 'ann', 1_000);
    for (let n = 1; n <= 25; n++) await store.charge(`limit:${n}`, 1, { atOnce: 1, perSecond: 1 });
    expect(await store.get('ticket:1')).toBe('kept');
    expect(await store.members(['room:1'])).toEqual([new Set(['ann'])]);
    expect(await store.charge('limit:1', 1, { atOnce: 1, perSecond: 1 })).toBe(0);
    expect(await store.charge('limit:25', 1, { atOnce: 1, perSecond: 1 })).toBe(1_000);
  });

  it('lets what has ended go before anything that lives', async () => {
    let now = 0;
    const store = inProcessStore({ nowMs: () => now, maxEntries: 10 });
    await store.set('lives', 'yes', 10_000);
    for (let n = 0; n < 8; n++) await store.set(`short${n}`, 'x', 10);
    now = 20;
    for (let n = 0; n < 6; n++) await store.set(`later${n}`, 'x', 10_000);
    expect(await store.get('lives')).toBe('yes');
  });
});
