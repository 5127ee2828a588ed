import { differences } from './difference';

test('says where two values differ', () => {
  const one = { seq: 1, messages: new Map([['m', { text: 'a', people: ['x'] }]]) };
  const other = { seq: 2, messages: new Map([['m', { text: 'b', people: ['x', 'y'] }]]) };
  expect(differences(one, other)).toEqual([
    'seq: 1 ≠ 2',
    'messages.m.text: "a" ≠ "b"',
    'messages.m.people.1: nothing ≠ "y"',
  ]);
  expect(differences(one, structuredClone(one))).toEqual([]);
});
