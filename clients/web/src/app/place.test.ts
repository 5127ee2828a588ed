import { addressOf, placeOf, type Place } from './place';

const parse = (path: string): Place => placeOf(new URL(path, 'http://chat.example'));

test.each<[string, Place]>([
  ['/', { conversationId: null, seq: null, panel: null }],
  ['/c/abc', { conversationId: 'abc', seq: null, panel: null }],
  ['/c/abc/m/17', { conversationId: 'abc', seq: 17, panel: null }],
  ['/c/abc?panel=members', { conversationId: 'abc', seq: null, panel: { kind: 'members' } }],
  ['/c/abc/t/m1/m/17', { conversationId: 'abc', seq: 17, panel: { kind: 'thread', rootId: 'm1' } }],
])('%s is an address that can be read back', (address, place) => {
  expect(parse(address)).toEqual(place);
  expect(addressOf(place)).toBe(address);
});

test.each(['/c/abc/m/x', '/elsewhere', '/c/', '/c/abc/def/ghi'])('%s leads nowhere', (address) =>
  expect(parse(address)).toEqual({ conversationId: null, seq: null, panel: null, isUnknown: true }),
);

test('a panel that there is not is none', () => expect(parse('/c/abc?panel=other').panel).toBeNull());
