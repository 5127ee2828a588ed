import fc from 'fast-check';
import { z } from 'zod';
import { createEntryReader } from './entry-reader';

/** `Measured` changed twice: a count got a unit, and then a label. `Kept` stayed as it was. */
const read = createEntryReader({
  Measured: {
    payload: z.object({ milliseconds: z.int(), label: z.string() }),
    version: 3,
    upcasters: [
      (older) => ({ milliseconds: (older as { seconds: number }).seconds * 1_000 }),
      (older) => ({ ...(older as object), label: '' }),
    ],
  },
  Kept: { payload: z.object({ id: z.string() }), version: 1, upcasters: [] },
});

test('payloads of each version are converted to the current version', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.string(), (seconds, label) => {
      const milliseconds = seconds * 1_000;
      const versions = [{ seconds }, { milliseconds }, { milliseconds, label }];
      const today = versions.map((payload, at) => read({ type: 'Measured', version: at + 1, payload }));
      const current = { type: 'Measured', version: 3 };
      expect(today).toEqual([
        { ...current, payload: { milliseconds, label: '' } },
        { ...current, payload: { milliseconds, label: '' } },
        { ...current, payload: { milliseconds, label } },
      ]);
    }),
  );
});

test('an event has versions of its own: one that did not change stays at its first', () => {
  const kept = { type: 'Kept', version: 1, payload: { id: 'a' } };
  expect(read(kept)).toEqual(kept);
});

test.each([
  ['of an unknown type', 'Invalid option', { type: 'Unheard', version: 1, payload: {} }],
  [
    'of a version that is not known yet',
    'There is no version 2 of Kept; 1 is the latest',
    { type: 'Kept', version: 2, payload: { id: 'a' } },
  ],
  [
    'of a version before the first',
    'There is no version 0 of Kept',
    { type: 'Kept', version: 0, payload: { id: 'a' } },
  ],
  ['that does not fit its version', 'milliseconds', { type: 'Measured', version: 2, payload: { seconds: 1 } }],
])('an entry %s is refused', (_, message, written) => {
  expect(() => read(written)).toThrow(message);
});
