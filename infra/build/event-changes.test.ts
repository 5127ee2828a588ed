import { breakingEventChanges } from './event-changes';

const released = {
  type: 'object',
  properties: {
    seq: { type: 'integer', minimum: 1, description: 'Position' },
    payload: { type: 'object', properties: { emoji: { type: 'string' } }, required: ['emoji'] },
  },
  required: ['seq', 'payload'],
};

const changed = (change: (schema: typeof released) => unknown): string[] =>
  breakingEventChanges(released, change(structuredClone(released)) as typeof released);

const withPayload = (properties: object, required: string[]) => (schema: typeof released) => ({
  ...schema,
  properties: { ...schema.properties, payload: { type: 'object', properties, required } },
});

test('an optional property and another description break nobody', () => {
  expect(changed(withPayload({ emoji: { type: 'string' }, tone: { type: 'string' } }, ['emoji']))).toEqual([]);
  const described = { type: 'integer', minimum: 1, description: 'Its position' };
  expect(changed((schema) => ({ ...schema, properties: { ...schema.properties, seq: described } }))).toEqual([]);
});

test.each([
  ['a property is removed', withPayload({}, []), ['/payload/emoji was removed']],
  ['one is optional now', withPayload({ emoji: { type: 'string' } }, []), ['/payload/emoji is optional, or was']],
  [
    'one is of another kind',
    withPayload({ emoji: { type: 'integer' } }, ['emoji']),
    ['/payload/emoji is of another kind'],
  ],
  [
    'a required one is added',
    withPayload({ emoji: { type: 'string' }, tone: { type: 'string' } }, ['emoji', 'tone']),
    ['/payload/tone is required'],
  ],
  ['the whole is of another kind', (schema: object) => ({ ...schema, type: 'array' }), ['/ is of another kind']],
])('%s: that breaks consumers', (_, change, expected) => {
  expect(changed(change)).toEqual(expected);
});
