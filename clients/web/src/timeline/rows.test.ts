import type { Message, TimelineItem } from '@parley/client';
import { lastMessage, messagesOf, newsAfter, rowsOf, wasMoved } from './rows';

const said = (seq: number, by: string, at: string, more: Partial<Message> = {}): TimelineItem => ({
  kind: 'message',
  key: `m${seq}`,
  message: {
    id: `m${seq}`,
    seq,
    revision: 1,
    updatedSeq: seq,
    text: 'x',
    author: { id: by, displayName: by, bot: false, avatar: null },
    mentions: [],
    attachments: [],
    reactions: [],
    replyTo: null,
    thread: null,
    replyCount: 0,
    pinned: false,
    createdAt: at,
    editedAt: null,
    deletedAt: null,
    ...more,
  },
});

const hole = (after: number, before: number): TimelineItem => ({ kind: 'hole', key: `hole ${after}`, after, before });
const AT = '2026-11-25T10:00:00Z';
const LOOK = { hasOlder: false, viewerId: 'ada', unreadAfter: null, zone: 'UTC' };
const rowsFor = (...items: TimelineItem[]) => rowsOf(items, LOOK);
const kinds = (items: TimelineItem[], look = {}) =>
  rowsOf(items, { ...LOOK, ...look }).map((row) => ('isFollowUp' in row && row.isFollowUp ? 'follow-up' : row.kind));

test('a date stands before the first of each day', () => {
  const items = [said(1, 'ada', '2026-11-24T23:59:00Z'), said(2, 'ada', '2026-11-25T00:01:00Z')];
  expect(kinds(items)).toEqual(['start', 'day', 'message', 'day', 'message']);
});

test('days are those of the reader', () => {
  const items = [said(1, 'ada', '2026-11-24T23:59:00Z'), said(2, 'ada', '2026-11-25T00:01:00Z')];
  expect(kinds(items, { zone: 'Asia/Tokyo' })).toEqual(['start', 'day', 'message', 'follow-up']);
});

test('who goes on within five minutes is named once', () => {
  const items = [
    said(1, 'ada', '2026-11-25T10:00:00Z'),
    said(2, 'ada', '2026-11-25T10:04:59Z'),
    said(3, 'ada', '2026-11-25T10:10:00Z'),
    said(4, 'bob', '2026-11-25T10:10:01Z'),
    said(5, 'bob', '2026-11-25T10:10:02Z', { replyTo: { id: 'm1', seq: 1, text: 'x', author: null, mentions: [] } }),
  ];
  expect(kinds(items)).toEqual(['start', 'day', 'message', 'follow-up', 'message', 'message', 'message']);
});

test('who is pinned is named', () => {
  const items = [said(1, 'ada', AT), said(2, 'ada', AT, { pinned: true }), said(3, 'ada', AT)];
  expect(kinds(items)).toEqual(['start', 'day', 'message', 'message', 'follow-up']);
});

test('the line is before the first unread of somebody else', () => {
  const items = [1, 2, 3, 4].map((seq) => said(seq, seq === 2 ? 'ada' : 'bob', AT));
  expect(kinds(items, { unreadAfter: 1 })).toEqual([
    'start',
    'day',
    'message',
    'message',
    'unread',
    'message',
    'follow-up',
  ]);
  expect(kinds(items, { unreadAfter: 4 })).not.toContain('unread');
});

test('what is new may begin in a hole', () => {
  const items = [said(1, 'bob', AT), hole(1, 9), said(9, 'bob', AT)];
  expect(kinds(items, { unreadAfter: 1 })).toEqual(['start', 'day', 'message', 'unread', 'hole', 'day', 'message']);
  expect(kinds([hole(3, 9), said(9, 'bob', AT)], { unreadAfter: 8 })).toEqual([
    ...['start', 'hole', 'day', 'unread', 'message'],
  ]);
});

test('replies stand in their thread; of new ones of others it is said that there are some', () => {
  const inThread = (seq: number, by: string, root = 'm1') => said(seq, by, AT, { thread: { id: root } });
  const also = said(5, 'bob', AT, {
    thread: { id: 'm1' },
    replyTo: { id: 'm1', seq: 1, text: 'x', author: null, mentions: [] },
  });
  const items = [said(1, 'ada', AT), inThread(2, 'bob'), inThread(3, 'ada'), said(4, 'ada', AT), also];
  expect(kinds(items)).toEqual(['start', 'day', 'message', 'follow-up', 'message']);
  const news = [...items, inThread(6, 'bob'), inThread(7, 'ada'), inThread(8, 'bob'), inThread(9, 'bob', 'm4')];
  const rows = rowsOf([...news, said(10, 'bob', AT)], { ...LOOK, unreadAfter: 5 });
  expect(rows.slice(5).map(({ kind }) => kind)).toEqual(['unread', 'replies', 'replies', 'message']);
  expect(rows.map(messagesOf).map((all) => all.map(({ seq }) => seq))).toContainEqual([6, 8]);
  expect(newsAfter(rows, 5, 'ada')).toBe('4 new');
  // a link leads to it
  expect(kinds(items, { pointedAt: 2 })).toEqual(['start', 'day', 'message', 'message', 'message', 'message']);
});

test('a hole is a row, and starts a group and a date of its own', () => {
  expect(kinds([said(1, 'ada', AT), hole(1, 9), said(9, 'ada', AT)], { hasOlder: true })).toEqual([
    'older',
    'day',
    'message',
    'hole',
    'day',
    'message',
  ]);
});

test('what is new is counted without one’s own, and it is said where there is more', () => {
  const [one, two, three] = [said(1, 'bob', AT), said(2, 'bob', AT), said(3, 'ada', AT)];
  expect(newsAfter(rowsFor(one, two, three), 1, 'ada')).toBe('1 new');
  expect(newsAfter(rowsFor(one, two, three), 2, 'ada')).toBeNull();
  const after = said(9, 'bob', AT);
  expect(newsAfter(rowsFor(one, two, hole(2, 9), after), 1, 'ada')).toBe('2+ new');
  expect(newsAfter(rowsFor(one, hole(1, 9), after), 8, 'ada')).toBe('1 new');
});

test('rows before one that stays are told from rows after it', () => {
  const [one, two, three, nine] = [said(1, 'ada', AT), said(2, 'ada', AT), said(3, 'ada', AT), said(9, 'ada', AT)];
  // in front, and behind
  expect(wasMoved(rowsFor(two, three), rowsFor(one, two, three), 'm3')).toBe(true);
  expect(wasMoved(rowsFor(one, two), rowsFor(one, two, three), 'm2')).toBe(false);
  // let go in front, and behind
  expect(wasMoved(rowsFor(one, two, three), rowsFor(three), 'm3')).toBe(true);
  expect(wasMoved(rowsFor(one, two, three, nine), rowsFor(one, hole(1, 9), nine), 'm1')).toBe(false);
  // into a hole above, and below
  expect(wasMoved(rowsFor(one, hole(1, 9), nine), rowsFor(one, hole(1, 3), three, nine), 'm9')).toBe(true);
  expect(wasMoved(rowsFor(one, hole(1, 9), nine), rowsFor(one, two, hole(2, 9), nine), 'm1')).toBe(false);
  expect(wasMoved([], rowsFor(one), null)).toBe(false);
});

test('the last message is known as far as there is no hole behind it', () => {
  const [one, two, nine] = [said(1, 'ada', AT), said(2, 'bob', AT), said(9, 'bob', AT)];
  expect(lastMessage(rowsFor(one, two))?.key).toBe('m2');
  expect(lastMessage(rowsFor(one, two), 'ada')?.key).toBe('m1');
  expect(lastMessage(rowsFor(one, hole(1, 9), nine), 'ada')).toBeNull();
});
