import type { ConversationDetails, Message } from '../model.js';
import { reduceConversation } from './conversation.js';
import type { ConversationEvent } from './event.js';
import { withoutFar, withPage } from './pages.js';
import { emptyWindow, type ConversationWindow } from './window.js';

const AT = '2026-01-01T00:00:00.000Z';
const DETAILS: ConversationDetails = {
  ...{ id: 'c', kind: 'GROUP', title: null, topic: null, public: false, createdAt: AT, updatedAt: AT },
  ...{ memberCount: 1, peer: null, seq: 0, epoch: '1' },
};

const message = (seq: number): Message => ({
  ...{ id: `m${seq}`, seq, revision: 1, updatedSeq: seq, text: '', author: null, mentions: [], attachments: [] },
  ...{ reactions: [], replyTo: null, thread: null, replyCount: 0, pinned: false },
  ...{ createdAt: AT, editedAt: null, deletedAt: null },
});

const created = (seq: number): ConversationEvent => ({
  __typename: 'MessageCreated',
  ...{ conversationId: 'c', seq, at: AT, actor: null, message: message(seq) as never },
});

const upTo = (count: number): ConversationWindow =>
  Array.from({ length: count }, (_, n) => created(n + 1)).reduce(reduceConversation, emptyWindow(DETAILS));

const LIMITS = { beside: 2, max: 4, newest: 2 };
const seqs = (window: ConversationWindow) => Array.from(window.messages.values(), ({ message: { seq } }) => seq);

it('lets go of what is far newer, but for the newest', () => {
  const left = withoutFar(upTo(20), { side: 'newer', seq: 10 }, LIMITS);
  expect(seqs(left)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 19, 20]);
  expect(left.ranges).toEqual([
    { from: 1, to: 12 },
    { from: 19, to: 20 },
  ]);
});

it('lets go of what is far older', () => {
  const left = withoutFar(upTo(20), { side: 'older', seq: 18 }, LIMITS);
  expect(seqs(left)).toEqual([16, 17, 18, 19, 20]);
  expect(left.ranges).toEqual([{ from: 16, to: 20 }]);
});

it('keeps the newest wherever somebody looks, and all where little would go', () => {
  expect(seqs(withoutFar(upTo(20), { side: 'older', seq: 99 }, LIMITS))).toEqual([17, 18, 19, 20]);
  const few = upTo(20);
  expect(withoutFar(few, { side: 'newer', seq: 14 }, LIMITS)).toBe(few);
  expect(withoutFar(few, { side: 'older', seq: 5 }, LIMITS)).toBe(few);
});

it('does not bring back what was let go since a page was read', () => {
  const left = withoutFar(upTo(20), { side: 'newer', seq: 5 }, LIMITS);
  const since = [16, 17, 18, 19, 20].map(created);
  const paged = withPage(left, { asOf: 15, range: { from: 8, to: 9 }, messages: [message(8), message(9)] }, since);
  expect(seqs(paged).sort((one, other) => one - other)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 19, 20]);
});
