import fc from 'fast-check';
import { apply, emptyConversation, ResyncNeeded, type ConversationState } from '@parley/client/apply';
import type { EventPartsFragment, MessagePartsFragment } from './generated/graphql.js';

type Details = EventPartsFragment extends infer Event
  ? Event extends EventPartsFragment
    ? Omit<Event, 'conversationId' | 'seq' | 'at' | 'actor'>
    : never
  : never;

const AT = '2026-01-01T00:00:00.000Z';
const person = (id: string) => ({ id, displayName: id, bot: false, avatar: null });
const member = (userId: string, role: 'OWNER' | 'MEMBER' = 'MEMBER') => ({
  id: `c.${userId}`,
  role,
  joinedAt: AT,
  lastReadSeq: 0,
  user: person(userId),
});
const file = (status: 'READY' | 'REJECTED') => ({
  ...{ id: 'f', fileName: 'f.txt', mimeType: 'text/plain', size: 1, status, rejectedBecause: null },
  ...{ width: null, height: null, url: null, thumbnails: [] },
});

const message = (id: string, changes: Partial<MessagePartsFragment> = {}): MessagePartsFragment => ({
  ...{ id, seq: 1, revision: 1, updatedSeq: 1, text: `text of ${id}`, pinned: false, createdAt: AT },
  ...{ editedAt: null, deletedAt: null, replyCount: 0, author: person('ann'), mentions: [], attachments: [] },
  ...{ reactions: [], replyTo: null, thread: null },
  ...changes,
});
const reply = (id: string, root: string, changes: Partial<MessagePartsFragment> = {}) =>
  message(id, { thread: { id: root }, ...changes });

const eventAt = (seq: number, details: Details): EventPartsFragment => ({
  conversationId: 'c',
  seq,
  at: AT,
  actor: null,
  ...details,
});
const log = (...events: Details[]) => events.map((details, n) => eventAt(n + 1, details));
const applied = (events: readonly EventPartsFragment[], state = emptyConversation()): ConversationState =>
  events.reduce(apply, state);

const created = (of: MessagePartsFragment): Details => ({ __typename: 'MessageCreated', message: of });
const deleted = (messageId: string): Details => ({ __typename: 'MessageDeleted', messageId });

/** One of each, and what it makes of a conversation with Ann and two messages, the second a reply to the first. */
const START: Details[] = [
  { __typename: 'MemberJoined', member: member('ann', 'OWNER') },
  created(message('m', { attachments: [file('READY')] })),
  created(reply('r', 'm')),
];
const CASES: Record<EventPartsFragment['__typename'], [Details, (state: ConversationState) => unknown, unknown]> = {
  MessageCreated: [created(message('n')), ({ messages }) => [...messages.keys()], ['m', 'r', 'n']],
  MessageEdited: [
    { __typename: 'MessageEdited', message: message('m', { text: 'other', revision: 2, updatedSeq: 4 }) },
    ({ messages }) => messages.get('m'),
    expect.objectContaining({ text: 'other', revision: 2, updatedSeq: 4, replyCount: 1 }),
  ],
  MessageDeleted: [
    deleted('r'),
    ({ messages }) => [messages.get('r'), messages.get('m')],
    [
      expect.objectContaining({ text: '', deletedAt: AT, updatedSeq: 4 }),
      expect.objectContaining({ replyCount: 0, updatedSeq: 1 }),
    ],
  ],
  ReactionChanged: [
    {
      __typename: 'ReactionChanged',
      emoji: '🪿',
      added: true,
      message: { id: 'm', updatedSeq: 4, reactions: [{ emoji: '🪿', count: 1, users: [{ id: 'bob' }] }] },
    },
    ({ messages }) => messages.get('m'),
    expect.objectContaining({ updatedSeq: 4, reactions: [{ emoji: '🪿', count: 1, userIds: ['bob'] }] }),
  ],
  PinChanged: [
    { __typename: 'PinChanged', pinned: true, message: { id: 'm', updatedSeq: 4, pinned: true } },
    ({ messages }) => messages.get('m'),
    expect.objectContaining({ updatedSeq: 4, pinned: true }),
  ],
  ConversationUpdated: [
    {
      __typename: 'ConversationUpdated',
      conversation: {
        ...{ id: 'c', kind: 'GROUP', title: 'New', topic: 'Also', public: false, createdAt: AT, updatedAt: AT },
        ...{ seq: 4, epoch: 'e', memberCount: 1 },
      },
    },
    ({ title, topic }) => [title, topic],
    ['New', 'Also'],
  ],
  MemberJoined: [
    { __typename: 'MemberJoined', member: member('bob') },
    ({ members }) => [...members],
    [
      ['ann', 'OWNER'],
      ['bob', 'MEMBER'],
    ],
  ],
  MemberLeft: [{ __typename: 'MemberLeft', removed: false, user: person('ann') }, ({ members }) => [...members], []],
  MemberRoleChanged: [
    { __typename: 'MemberRoleChanged', member: member('ann', 'MEMBER') },
    ({ members }) => [...members],
    [['ann', 'MEMBER']],
  ],
  AttachmentChanged: [
    { __typename: 'AttachmentChanged', attachment: file('REJECTED') },
    ({ messages }) => messages.get('m')!.attachments,
    [{ id: 'f', status: 'REJECTED' }],
  ],
  EventHidden: [{ __typename: 'EventHidden' }, ({ seq }) => seq, 4],
};

describe('apply', () => {
  const start = applied(log(...START));

  it.each(Object.entries(CASES))('%s', (_, [details, look, expected]) => {
    const after = apply(start, eventAt(4, details));
    expect(look(after)).toEqual(expected);
    expect(after.seq).toBe(4);
    expect(apply(after, eventAt(4, details))).toBe(after);
    // what was handed in is as it was
    expect(start).toEqual(applied(log(...START)));
  });

  it('asks for what lies between', () => {
    expect(() => apply(start, eventAt(5, { __typename: 'EventHidden' }))).toThrow(ResyncNeeded);
  });

  it('asks to be told again where a person could not be looked up', () => {
    expect(() => apply(start, eventAt(4, { __typename: 'MemberLeft', removed: true, user: null }))).toThrow(
      ResyncNeeded,
    );
  });

  it('counts the replies of a replay, that shows each message as it is in the end, as if they had been heard live', () => {
    const live = log(created(message('m')), created(reply('r', 'm')), created(reply('s', 'm')), deleted('r'));
    const gone = reply('r', 'm', { text: '', deletedAt: AT, updatedSeq: 4 });
    const replayed = log(
      created(message('m', { replyCount: 1 })),
      created(gone),
      created(reply('s', 'm')),
      deleted('r'),
    );
    expect(applied(replayed)).toEqual(applied(live));
    expect(applied(live).messages.get('m')!.replyCount).toBe(1);
  });

  it('changes nothing by what it has, however often and in whatever stretches it comes again', () => {
    const details = fc.constantFrom(...START, ...Object.values(CASES).map(([event]) => event));
    fc.assert(
      fc.property(fc.array(details, { maxLength: 30 }), fc.array(fc.nat(), { maxLength: 10 }), (list, drops) => {
        const events = log(...list);
        const once = applied(events);
        // each drop resumes from an earlier position, and replays from there
        const resumed = drops.reduce((state, drop, n) => {
          const reached = Math.min(events.length, state.seq + n);
          return applied(events.slice(drop % (state.seq + 1), reached), state);
        }, emptyConversation());
        expect(applied(events, resumed)).toEqual(once);
        expect(applied(events, once)).toBe(once);
      }),
    );
  });
});
