/// <reference types="jest" />
import type { EphemeralStore } from './ephemeral-store';

interface Subject {
  store: EphemeralStore;
  /** Lets time go by: moves the clock of an adapter that is given one, waits for one that has its own. */
  pass(ms: number): Promise<void>;
  close?(): Promise<void>;
}

interface Pace {
  /** Milliseconds that what the tests put there lives; long for an adapter on real time, whose machine may be busy. */
  lifeMs?: number;
}

/** What every adapter of EphemeralStore does. Call it in the adapter's test file. */
export function describeEphemeralStore(
  adapter: string,
  open: () => Promise<Subject>,
  { lifeMs = 200 }: Pace = {},
): void {
  describe(`${adapter} as EphemeralStore`, () => {
    let subject: Subject;
    let store: EphemeralStore;
    beforeEach(async () => {
      subject = await open();
      ({ store } = subject);
    });
    afterEach(() => subject.close?.());

    it('gives back what was set, and the last of it', async () => {
      await store.set('a', 'one', lifeMs);
      await store.set('a', 'zwei ü 三 🎈', lifeMs);
      expect(await store.get('a')).toBe('zwei ü 三 🎈');
      expect(await store.get('b')).toBeUndefined();
    });

    it('keeps an empty text apart from nothing', async () => {
      await store.set('a', '', lifeMs);
      expect(await store.get('a')).toBe('');
      expect(await store.take('a')).toBe('');
    });

    it('forgets after the time given, counted from the last set', async () => {
      await store.set('a', 'one', lifeMs);
      await subject.pass(lifeMs / 2);
      await store.set('a', 'two', lifeMs);
      await subject.pass(lifeMs * 0.75);
      expect(await store.get('a')).toBe('two');
      await subject.pass(lifeMs / 2);
      expect(await store.get('a')).toBeUndefined();
      expect(await store.take('a')).toBeUndefined();
    });

    it('gives a taken value to one of several callers', async () => {
      await store.set('ticket', 'once', lifeMs);
      const taken = await Promise.all([store.take('ticket'), store.take('ticket'), store.take('ticket')]);
      expect(taken.filter((value) => value === 'once')).toHaveLength(1);
      expect(taken.filter((value) => value === undefined)).toHaveLength(2);
      expect(await store.get('ticket')).toBeUndefined();
    });

    it('counts each of the increments made at once', async () => {
      const sums = await Promise.all(Array.from({ length: 20 }, () => store.increment('n', lifeMs)));
      expect(sums.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    });

    it('starts counting anew when the time of the first increment is over', async () => {
      await store.increment('n', lifeMs);
      await subject.pass(lifeMs * 0.75);
      expect(await store.increment('n', lifeMs)).toBe(2);
      await subject.pass(lifeMs / 2);
      expect(await store.increment('n', lifeMs)).toBe(1);
    });

    it('takes tokens that are there, and says how long until others are', async () => {
      const bucket = { atOnce: 3, perSecond: 3_000 / lifeMs };
      const each = lifeMs / 3;
      const waits = await Promise.all(Array.from({ length: 5 }, () => store.charge('limit:a', 1, bucket)));
      expect(waits.filter((wait) => wait === 0)).toHaveLength(3);
      for (const wait of waits.filter((wait) => wait > 0)) expect(wait).toBeLessThanOrEqual(Math.ceil(each));
      expect(await store.charge('limit:b', 3, bucket)).toBe(0);
      await subject.pass(each * 1.1);
      expect(await store.charge('limit:a', 1, bucket)).toBe(0);
    });

    it('takes more tokens than a bucket holds from a full one alone, which pays them off', async () => {
      const bucket = { atOnce: 1, perSecond: 2_000 / lifeMs };
      expect(await store.charge('limit:a', 2, bucket)).toBe(0);
      expect(await store.charge('limit:a', 1, bucket)).toBeGreaterThan(0);
      await subject.pass(lifeMs * 1.1);
      expect(await store.charge('limit:a', 2, bucket)).toBe(0);
      expect(await store.charge('limit:a', 2, bucket)).toBeGreaterThan(0);
    });

    it('deletes, also what is not there', async () => {
      await store.set('a', 'one', lifeMs);
      await store.delete('a');
      await store.delete('a');
      expect(await store.get('a')).toBeUndefined();
    });

    it('keeps members of a group until they leave or their own time is over', async () => {
      await store.join('room', 'ann', lifeMs);
      await store.join('room', 'bob', lifeMs);
      await store.join('hall', 'ann', lifeMs);
      await store.leave('room', 'nobody');
      await subject.pass(lifeMs * 0.75);
      await store.join('room', 'ann', lifeMs);
      expect((await store.members(['room']))[0]).toEqual(new Set(['bob', 'ann']));
      await subject.pass(lifeMs / 2);
      expect(await store.members(['room', 'none', 'hall'])).toEqual([new Set(['ann']), new Set(), new Set()]);
      await store.leave('room', 'ann');
      expect((await store.members(['room']))[0]).toEqual(new Set());
    });
  });
}
