import fc from 'fast-check';
import type { MessagePartsFragment } from '../generated/graphql.js';
import type { ConversationDetails, ConversationSummary, Member, Message } from '../model.js';
import { reduceConversation } from './conversation.js';
import type { ConversationEvent } from './event.js';
import { isMemberUnknown, reduceMembers } from './members.js';
import { reduceSummary } from './summary.js';
import { emptyWindow, type ConversationWindow } from './window.js';

type Details = ConversationEvent extends infer Event
  ? Event extends ConversationEvent
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

const eventAt = (seq: number, details: Details): ConversationEvent => ({
  conversationId: 'c',
  seq,
  at: AT,
  actor: null,
  ...details,
});
const log = (...events: Details[]) => events.map((details, n) => eventAt(n + 1, details));

const DETAILS: ConversationDetails = {
  ...{ id: 'c', kind: 'GROUP', title: null, topic: null, public: false, createdAt: AT, updatedAt: AT },
  ...{ memberCount: 0, peer: null, seq: 0, epoch: 'e' },
};
interface State {
  readonly window: ConversationWindow;
  readonly members: readonly Member[];
}
const EMPTY: State = { window: emptyWindow(DETAILS), members: [] };

function reduce(state: State, event: ConversationEvent): State {
  const window = reduceConversation(state.window, event);
  return window === state.window ? state : { window, members: reduceMembers(state.members, event) };
}
const reduced = (events: readonly ConversationEvent[], state = EMPTY): State => events.reduce(reduce, state);
const messageOf = ({ window }: State, id: string): Message | undefined => window.messages.get(id)?.message;
const rolesOf = ({ members }: State) => members.map(({ user, role }) => [user!.id, role]);

const created = (of: MessagePartsFragment): Details => ({ __typename: 'MessageCreated', message: of });
const deleted = (messageId: string): Details => ({ __typename: 'MessageDeleted', messageId });

/** One of each, and what it makes of a conversation with Ann and two messages, the second a reply to the first. */
const START: Details[] = [
  { __typename: 'MemberJoined', member: member('ann', 'OWNER') },
  created(message('m', { attachments: [file('READY')] })),
  created(reply('r', 'm')),
];
const CASES: Record<ConversationEvent['__typename'], [Details, (state: State) => unknown, unknown]> = {
  MessageCreated: [created(message('n')), ({ window }) => [...window.messages.keys()], ['m', 'r', 'n']],
  MessageEdited: [
    { __typename: 'MessageEdited', message: message('m', { text: 'other', revision: 2, updatedSeq: 4 }) },
    (state) => messageOf(state, 'm'),
    expect.objectContaining({ text: 'other', revision: 2, updatedSeq: 4, replyCount: 1 }),
  ],
  MessageDeleted: [
    deleted('r'),
    (state) => [messageOf(state, 'r'), messageOf(state, 'm')],
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
    (state) => messageOf(state, 'm'),
    expect.objectContaining({ updatedSeq: 4, reactions: [{ emoji: '🪿', count: 1, users: [{ id: 'bob' }] }] }),
  ],
  PinChanged: [
    { __typename: 'PinChanged', pinned: true, message: { id: 'm', updatedSeq: 4, pinned: true } },
    (state) => messageOf(state, 'm'),
    expect.objectContaining({ updatedSeq: 4, pinned: true }),
  ],
  ConversationUpdated: [
    {
      __typename: 'ConversationUpdated',
      conversation: {
        ...{ id: 'c', kind: 'GROUP', title: 'New', topic: 'Also', public: false, createdAt: AT, updatedAt: AT },
        ...{ seq: 4, epoch: 'e', memberCount: 7 },
      },
    },
    // 7 includes members whose events are still to come
    ({ window: { details } }) => [details.title, details.topic, details.memberCount],
    ['New', 'Also', 1],
  ],
  MemberJoined: [
    { __typename: 'MemberJoined', member: member('bob') },
    (state) => [rolesOf(state), state.window.details.memberCount],
    [
      [
        ['ann', 'OWNER'],
        ['bob', 'MEMBER'],
      ],
      2,
    ],
  ],
  MemberLeft: [
    { __typename: 'MemberLeft', removed: false, user: person('ann') },
    (state) => [rolesOf(state), state.window.details.memberCount],
    [[], 0],
  ],
  MemberRoleChanged: [
    { __typename: 'MemberRoleChanged', member: member('ann', 'MEMBER') },
    rolesOf,
    [['ann', 'MEMBER']],
  ],
  AttachmentChanged: [
    { __typename: 'AttachmentChanged', attachment: file('REJECTED') },
    (state) => messageOf(state, 'm')!.attachments,
    [file('REJECTED')],
  ],
  MemberSanctioned: [
    { __typename: 'MemberSanctioned', user: { id: 'ann' }, kind: 'MUTED', until: null },
    rolesOf,
    [['ann', 'OWNER']],
  ],
  MemberRestored: [{ __typename: 'MemberRestored', user: { id: 'ann' }, kind: 'MUTED' }, rolesOf, [['ann', 'OWNER']]],
  EventHidden: [{ __typename: 'EventHidden' }, ({ members }) => members.length, 1],
};

const START_STATE = reduced(log(...START));

describe('reduceConversation and reduceMembers', () => {
  it.each(Object.entries(CASES))('%s', (_, [details, look, expected]) => {
    const after = reduce(START_STATE, eventAt(4, details));
    expect(look(after)).toEqual(expected);
    expect(after.window.position).toEqual({ epoch: 'e', seq: 4 });
    expect(after.window.details.seq).toBe(4);
    expect(reduce(after, eventAt(4, details))).toBe(after);
    // the state that was passed in is unchanged
    expect(START_STATE).toEqual(reduced(log(...START)));
  });

  it('rejects an event after missing ones', () => {
    expect(() => reduce(START_STATE, eventAt(5, { __typename: 'EventHidden' }))).toThrow(RangeError);
  });

  it('keeps the members if the service could not look up who left, and says so', () => {
    const event = eventAt(4, { __typename: 'MemberLeft', removed: true, user: null });
    expect(reduce(START_STATE, event).members).toBe(START_STATE.members);
    expect(isMemberUnknown(event)).toBe(true);
  });

  it('counts replies from a replay, which shows messages as they are now, as from live events', () => {
    const live = log(created(message('m')), created(reply('r', 'm')), created(reply('s', 'm')), deleted('r'));
    const gone = reply('r', 'm', { text: '', deletedAt: AT, updatedSeq: 4 });
    const replayed = log(
      created(message('m', { replyCount: 1 })),
      created(gone),
      created(reply('s', 'm')),
      deleted('r'),
    );
    expect(reduced(replayed).window.messages.get('m')!.message).toEqual(messageOf(reduced(live), 'm'));
    expect(reduced(replayed)).toEqual(reduced(live));
    expect(messageOf(reduced(live), 'm')!.replyCount).toBe(1);
  });

  it('is not changed by events that it has, however often and in whatever stretches they are repeated', () => {
    const details = fc.constantFrom(...START, ...Object.values(CASES).map(([event]) => event));
    fc.assert(
      fc.property(fc.array(details, { maxLength: 30 }), fc.array(fc.nat(), { maxLength: 10 }), (list, drops) => {
        const events = log(...list);
        const once = reduced(events);
        // each drop resumes from an earlier position, and replays from there
        const resumed = drops.reduce((state, drop, n) => {
          const { seq } = state.window.position;
          return reduced(events.slice(drop % (seq + 1), Math.min(events.length, seq + n)), state);
        }, EMPTY);
        expect(reduced(events, resumed)).toEqual(once);
        expect(reduced(events, once)).toBe(once);
      }),
    );
  });
});

describe('events of a type that this release does not know', () => {
  const event = { ...eventAt(4, { __typename: 'EventHidden' }), __typename: 'PollOpened', poll: {} } as never;

  it('move the position and change nothing else', () => {
    const { window, members } = reduce(START_STATE, event);
    expect({ window, members }).toEqual(reduce(START_STATE, eventAt(4, { __typename: 'EventHidden' })));
    expect(window.messages).toBe(START_STATE.window.messages);
    expect(members).toBe(START_STATE.members);
  });

  it('move the conversation in the list', () => {
    const summary: ConversationSummary = { ...DETAILS, lastMessage: null, readState: null };
    expect(reduceSummary(summary, event, 'ann')).toEqual({ ...summary, seq: 4, updatedAt: AT });
  });
});
