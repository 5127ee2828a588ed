import type { Message } from '@parley/client/model';
import type { TimelineItem } from '@parley/client/timeline';
import { countAfter, rowsOf, wereAddedInFront } from './rows';

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

const LOOK = { hasOlder: false, viewerId: 'ada', unreadAfter: null, zone: 'UTC' };
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
    said(5, 'bob', '2026-11-25T10:10:02Z', { replyTo: { id: 'm1', text: 'x', author: null } }),
  ];
  expect(kinds(items)).toEqual(['start', 'day', 'message', 'follow-up', 'message', 'message', 'message']);
});

test('who is pinned is named', () => {
  const at = '2026-11-25T10:00:00Z';
  const items = [said(1, 'ada', at), said(2, 'ada', at, { pinned: true }), said(3, 'ada', at)];
  expect(kinds(items)).toEqual(['start', 'day', 'message', 'message', 'follow-up']);
});

test('the line is before the first unread of somebody else', () => {
  const items = [1, 2, 3, 4].map((seq) => said(seq, seq === 2 ? 'ada' : 'bob', '2026-11-25T10:00:00Z'));
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

test('a hole is a row, and starts a group and a date of its own', () => {
  const hole: TimelineItem = { kind: 'hole', key: 'h', after: 1, before: 9 };
  const at = '2026-11-25T10:00:00Z';
  expect(kinds([said(1, 'ada', at), hole, said(9, 'ada', at)], { hasOlder: true })).toEqual([
    'older',
    'day',
    'message',
    'hole',
    'day',
    'message',
  ]);
});

test('what is unread is counted without one’s own', () => {
  const items = [1, 2, 3].map((seq) => said(seq, seq === 3 ? 'ada' : 'bob', '2026-11-25T10:00:00Z'));
  expect(countAfter(items, 1, 'ada')).toBe(1);
});

test('rows in front are told from rows behind', () => {
  const at = '2026-11-25T10:00:00Z';
  const [one, two, three] = [1, 2, 3].map((seq) => said(seq, 'ada', at)) as [TimelineItem, TimelineItem, TimelineItem];
  const rows = (...items: TimelineItem[]) => rowsOf(items, LOOK);
  expect(wereAddedInFront(rows(two, three), rows(one, two, three))).toBe(true);
  expect(wereAddedInFront(rows(one, two), rows(one, two, three))).toBe(false);
  expect(wereAddedInFront([], rows(one))).toBe(false);
});
