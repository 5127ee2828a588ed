import { parseEntry, versionOf } from '@parley/contracts/events';
import { eventSchemas } from '@parley/contracts/event-schemas';
import fc from 'fast-check';
import { anyEntryOf, createEntryValidator, releasedEvents } from './released-events';

const released = releasedEvents();
const validate = createEntryValidator();

test("today's version of each event is among those that were released", () => {
  const names = released.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([...eventSchemas().keys()].map((type) => `${type}.v${versionOf(type)}`)),
  );
});

describe.each(released)('$name', (event) => {
  it('is read, and is then one of today', () => {
    fc.assert(
      fc.property(anyEntryOf(event), (raw) => {
        const read = parseEntry(raw);
        expect(validate(JSON.parse(JSON.stringify(read)) as typeof read)).toEqual([]);
      }),
    );
  });
});

test('what no schema allows is told', () => {
  const [entry] = fc.sample(anyEntryOf(released.find(({ name }) => name === 'MessageCreated.v1')!), 1);
  const record = JSON.parse(JSON.stringify(entry)) as typeof entry & object;
  expect(validate(record)).toEqual([]);
  expect(validate({ ...record, payload: { messageId: entry!.stream, text: 'what somebody wrote' } } as never)).toEqual([
    'MessageCreated.v1: data/payload must NOT have additional properties',
  ]);
  expect(validate({ ...record, version: 99 })).toEqual(['MessageCreated.v99 was never released']);
});
