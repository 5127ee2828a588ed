import fc from 'fast-check';
import { canonicalJson } from './canonical-json';

it('is JSON of the same value, whatever the order of names', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
    }),
  );
});

it('takes any depth and any width', () => {
  const deep = `${'[{"a":'.repeat(20_000)}null${'}]'.repeat(20_000)}`;
  expect(canonicalJson(JSON.parse(deep))).toBe(deep);
  const wide = Array.from({ length: 150_000 }, (_, n) => n);
  expect(canonicalJson(wide)).toBe(JSON.stringify(wide));
});

/** The same value, its names in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, reversed(inner)]),
  );
}
