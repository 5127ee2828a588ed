import type { UserId } from '@parley/contracts/ids';
import { draftOf, pairOf } from './conversation';

const [ann, bob] = ['a', 'b'] as unknown as [UserId, UserId];

test('the creator is never one of the others, and nobody is twice', () => {
  expect(draftOf({ kind: 'GROUP', title: 'T', public: false, people: [bob, ann, bob] }, ann)).toEqual({
    kind: 'GROUP',
    title: 'T',
    topic: null,
    public: false,
    others: [bob],
  });
});

test('a DIRECT is with the other one, or with oneself', () => {
  expect(draftOf({ kind: 'DIRECT', public: false, people: [ann, bob] }, ann)).toEqual({ kind: 'DIRECT', other: bob });
  expect(draftOf({ kind: 'DIRECT', public: false, people: [ann] }, ann)).toEqual({ kind: 'DIRECT', other: ann });
});

test('both of a pair come to the same order', () => {
  expect(pairOf(ann, bob)).toEqual(pairOf(bob, ann));
});
