import fc from 'fast-check';
import { z } from 'zod';
import { createEntryReader } from './entry-reader';

/** Twice changed: a count got a unit, and then a label. `Kept` stayed as it was. */
const read = createEntryReader({
  payloads: {
    Measured: z.object({ milliseconds: z.int(), label: z.string() }),
    Kept: z.object({ id: z.string() }),
  },
  upcasters: [
    { Measured: (older) => ({ milliseconds: (older as { seconds: number }).seconds * 1_000 }) },
    { Measured: (older) => ({ ...(older as object), label: '' }) },
  ],
});

test('payloads of each version become what is written today', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.string(), (seconds, label) => {
      const milliseconds = seconds * 1_000;
      const versions = [{ seconds }, { milliseconds }, { milliseconds, label }];
      const today = versions.map((payload, at) => read({ type: 'Measured', version: at + 1, payload }).payload);
      expect(today).toEqual([
        { milliseconds, label: '' },
        { milliseconds, label: '' },
        { milliseconds, label },
      ]);
    }),
  );
});

test('a type that no version changed is the same in all', () => {
  for (const version of [1, 2, 3]) {
    expect(read({ type: 'Kept', version, payload: { id: 'a' } })).toEqual({ type: 'Kept', payload: { id: 'a' } });
  }
});

test.each([
  ['of an unknown type', 'Invalid option', { type: 'Unheard', version: 3, payload: {} }],
  [
    'of a version that is not known yet',
    'There is no version 4 of Kept',
    { type: 'Kept', version: 4, payload: { id: 'a' } },
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
