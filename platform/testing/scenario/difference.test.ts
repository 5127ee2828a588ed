import { differences } from './difference';

test('says where two values differ', () => {
  const look = () => ({ seq: 1, messages: new Map([['m', { text: 'a', people: ['x'] }]]) });
  const other = { seq: 2, messages: new Map([['m', { text: 'b', people: ['x', 'y'] }]]) };
  expect(differences(look(), other)).toEqual([
    'seq: 1 ≠ 2',
    'messages.m.text: "a" ≠ "b"',
    'messages.m.people.1: nothing ≠ "y"',
  ]);
  expect(differences(look(), look())).toEqual([]);
});
