import fc from 'fast-check';
import { textOf } from './text-of.js';

const of = (value: unknown) => textOf(Buffer.from(JSON.stringify(value)));

it('says the text', () => {
  expect(of({ text: ' The **build** is green ', type: 'build' })).toBe('The **build** is green');
});

it('says what an event is, and its data as code', () => {
  expect(of({ type: 'user.created', timestamp: '2026-01-01T00:00:00Z', data: { id: 1 } })).toBe(
    '**user.created**\n\n    {\n      "id": 1\n    }',
  );
});

it.each([{}, [], 'text', null, { text: ' ' }, { text: 1 }, { type: '' }])('has nothing to say of %j', (value) => {
  expect(of(value)).toBeUndefined();
});

it('has nothing to say of what is no JSON', () => {
  expect(textOf(Buffer.from('{"text":'))).toBeUndefined();
});

it('is never too long, and has no half of a character', () => {
  fc.assert(
    fc.property(fc.nat(3), fc.integer({ min: 4_995, max: 5_005 }), (odd, pairs) => {
      const text = of({ text: `${'a'.repeat(odd)}${'🪿'.repeat(pairs)}` })!;
      expect(text.length).toBeLessThanOrEqual(10_000);
      expect(text.isWellFormed()).toBe(true);
    }),
  );
});
