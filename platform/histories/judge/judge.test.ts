import { newHistory, type Event, type Frame, type History, type Pages, type Reader, type Send } from '../history';
import { judge } from './judge';

const joined = (room: string, seq: number, person: string): Event => ({ room, seq, type: 'MemberJoined', person });
const left = (room: string, seq: number, person: string): Event => ({ room, seq, type: 'MemberLeft', person });
const said = (room: string, seq: number): Event => ({
  room,
  seq,
  type: 'MessageCreated',
  message: { id: `${room}-m${seq}`, text: `text ${seq} of ${room}` },
});

/** Bob is taken out at 5 and is back at 7, and taken out for good at 9; Eve is only in the other room. */
const ROOM = [
  joined('room', 1, 'keeper'),
  joined('room', 2, 'ann'),
  joined('room', 3, 'bob'),
  said('room', 4),
  left('room', 5, 'bob'),
  said('room', 6),
  joined('room', 7, 'bob'),
  said('room', 8),
  left('room', 9, 'bob'),
  said('room', 10),
];
const OTHER = [joined('other', 1, 'keeper'), joined('other', 2, 'eve'), said('other', 3)];

const frames = (log: readonly Event[], tick: number): { frames: Frame[] } => ({
  frames: structuredClone(log).map((event, n) => ({ ...event, tick: tick + n })),
});

function sends(room: string, log: readonly Event[]): Send[] {
  return log.flatMap(({ seq, message }) =>
    message
      ? [
          {
            writer: 'w',
            room,
            clientMessageId: `c${message.id}`,
            text: message.text,
            answers: [{ messageId: message.id, seq }],
          },
        ]
      : [],
  );
}

function pages(room: string, person: string, log: readonly Event[]): Pages {
  const messages = log.flatMap(({ seq, message }) => (message ? [{ seq, ...message }] : []));
  return structuredClone({ room, person, changes: [...log], forwards: messages, backwards: messages.toReversed() });
}

const at = (...seqs: number[]) => ROOM.filter(({ seq }) => seqs.includes(seq));
/** Ticks before the server was asked to take Bob out, and to let him in again; and while he was out for good. */
const IN = 100;
const BACK = 200;
const AGAIN = 300;

function good(): History {
  const reader = (name: string, person: string, more: Partial<Reader>): Reader => ({
    name,
    person,
    inbox: false,
    rooms: [],
    subscriptions: [],
    ...more,
  });
  return structuredClone({
    ...newHistory(1),
    rooms: [
      { id: 'room', keeper: 'keeper', people: ['keeper', 'ann', 'bob'] },
      { id: 'other', keeper: 'keeper', people: ['keeper', 'eve'] },
    ],
    sends: [...sends('room', ROOM), ...sends('other', OTHER)],
    removals: [
      { room: 'room', person: 'bob', readmittedAfter: BACK },
      { room: 'room', person: 'bob' },
    ],
    readers: [
      reader('Ann', 'ann', {
        rooms: ['room'],
        subscriptions: [frames(at(1, 2, 3), IN), frames(ROOM.slice(3), IN + 10)],
      }),
      reader('Bob', 'bob', { subscriptions: [frames(at(1, 2, 3, 4), IN), frames(at(5, 6, 7, 8), AGAIN)] }),
      reader('Bob’s inbox', 'bob', {
        inbox: true,
        subscriptions: [
          { frames: [...frames(at(1, 2, 3, 4, 5), IN).frames, ...frames(at(7, 8), BACK + 10).frames] },
          frames(at(5, 9), AGAIN),
        ],
      }),
      reader('Eve', 'eve', { inbox: true, rooms: ['other'], subscriptions: [frames(OTHER, IN)] }),
    ],
    pages: [pages('room', 'keeper', ROOM), pages('room', 'ann', ROOM), pages('other', 'keeper', OTHER)],
  });
}

const framesOf = ({ readers }: History, name: string, subscription: number): Frame[] =>
  readers.find((reader) => reader.name === name)!.subscriptions[subscription]!.frames;

describe('the judge of histories', () => {
  it('has nothing to say of a good one', () => {
    expect(judge(good())).toEqual([]);
  });

  it('excuses what could not be looked up, where it says so', () => {
    const history = good();
    const [frame] = framesOf(history, 'Ann', 0);
    delete frame!.person;
    expect(judge(history)).not.toEqual([]);
    frame!.incomplete = true;
    expect(judge(history)).toEqual([]);
    frame!.type = 'MemberLeft';
    expect(judge(history)).not.toEqual([]);
  });

  it.each<[string, (history: History) => unknown, RegExp]>([
    ['a loss', (h) => framesOf(h, 'Ann', 1).splice(2, 1), /Ann saw 7 of room after 5/],
    ['a loss across a resume', (h) => framesOf(h, 'Ann', 0).pop(), /Ann saw 4 of room after 2/],
    ['a loss at the end', (h) => framesOf(h, 'Ann', 1).pop(), /Ann saw room until 9, and it goes until 10/],
    ['a repeat', (h) => framesOf(h, 'Ann', 1).push(framesOf(h, 'Ann', 1)[2]!), /Ann saw 6 of room after 10/],
    [
      'a repeat across a resume',
      (h) => framesOf(h, 'Ann', 1).unshift(framesOf(h, 'Ann', 0)[2]!),
      /Ann saw 3 of room after 3/,
    ],
    ['disorder', (h) => framesOf(h, 'Ann', 0).reverse(), /Ann saw 3 of room after 0/],
    [
      'another text',
      (h) => (framesOf(h, 'Ann', 1)[0]!.message!.text = 'text 6 of room'),
      /Ann saw 4 of room otherwise/,
    ],
    ['another type', (h) => (framesOf(h, 'Ann', 1)[0]!.type = 'EventHidden'), /Ann saw 4 of room otherwise/],
    [
      'a position that the log has not',
      (h) => framesOf(h, 'Ann', 1).push({ ...said('room', 11), tick: 999 }),
      /Ann saw 11 of room otherwise/,
    ],
    [
      'an inbox that misses something for no reason',
      (h) => framesOf(h, 'Bob’s inbox', 0).splice(2, 1),
      /Bob’s inbox saw 4 of room after 2/,
    ],
    [
      'an inbox that misses the beginning of a membership',
      (h) => framesOf(h, 'Bob’s inbox', 0).splice(5, 1),
      /Bob’s inbox saw 8 of room after 5/,
    ],
    [
      'an inbox that tells of one end twice',
      (h) => framesOf(h, 'Bob’s inbox', 1).unshift(framesOf(h, 'Bob’s inbox', 1)[0]!),
      /Bob’s inbox saw 5 of room after 8/,
    ],
    ['an inbox that does not hear of the last', (h) => framesOf(h, 'Eve', 0).pop(), /Eve saw other until 2/],
  ])('finds %s', (_, spoil, problem) => {
    const history = good();
    spoil(history);
    expect(judge(history).join('\n')).toMatch(problem);
  });

  it.each<[string, (history: History) => unknown, RegExp]>([
    [
      'live, after a kick',
      (h) => framesOf(h, 'Bob', 0).push({ ...said('room', 6), tick: IN + 50 }),
      /Bob, taken out of room at 5, saw 1 events from 6 on/,
    ],
    [
      'by a subscription that should have ended, once the viewer is back',
      (h) => h.readers[1]!.subscriptions.splice(0, 2, frames(ROOM.slice(0, 8), BACK - 5)),
      /Bob, taken out of room at 5, saw 3 events from 6 on/,
    ],
    [
      'by resuming with an old position',
      (h) => h.readers[1]!.subscriptions.splice(1, 0, frames(at(5, 6), BACK - 5)),
      /Bob, taken out of room at 5, saw 1 events from 6 on/,
    ],
    [
      'after the last kick',
      (h) => framesOf(h, 'Bob', 1).push(...frames(at(9, 10), AGAIN + 50).frames),
      /Bob, taken out of room at 9, saw 1 events from 10 on/,
    ],
    [
      'in an inbox, of the time away',
      (h) => framesOf(h, 'Bob’s inbox', 0).splice(5, 0, { ...said('room', 6), tick: BACK + 5 }),
      /Bob’s inbox, taken out of room at 5, saw 1 events from 6 on/,
    ],
    [
      'in an inbox, before the viewer is back',
      (h) => (framesOf(h, 'Bob’s inbox', 0)[5]!.tick = BACK - 1),
      /Bob’s inbox, taken out of room at 5, saw 1 events from 7 on/,
    ],
    [
      'to who never was in the room',
      (h) => framesOf(h, 'Eve', 0).push({ ...said('room', 4), tick: IN }),
      /Eve, who was never in room, saw 1 of its events/,
    ],
    ['a text in another room', (h) => (h.sends[0]!.room = 'other'), /position 4 of room says what was sent to other/],
  ])('finds a leak %s', (_, spoil, problem) => {
    const history = good();
    spoil(history);
    expect(judge(history).join('\n')).toMatch(problem);
  });

  it.each<[string, (history: History) => unknown, RegExp]>([
    [
      'an acknowledged message that is lost',
      (h) => h.pages[0]!.changes.splice(3, 1),
      /room-m4, acknowledged at 4 of room, is not there/,
    ],
    ['a hole in the log', (h) => h.pages[0]!.changes.splice(3, 1), /the log of room has 5 where 4 should be/],
    [
      'a position given twice',
      (h) => (h.sends[1]!.answers[0]!.seq = 4),
      /position 4 was given to croom-m4 and croom-m6/,
    ],
    [
      'a send that became two messages',
      (h) => h.sends[0]!.answers.push({ messageId: 'room-m6', seq: 6 }),
      /croom-m4 became several messages/,
    ],
    [
      'a message that is there twice',
      (h) => (h.pages[0]!.changes[5]!.message!.id = 'room-m4'),
      /room-m4 is in the log of room twice/,
    ],
    ['a message that is not as it was sent', (h) => (h.sends[0]!.text = 'another'), /room-m4 is not as it was sent/],
    ['what nobody sent', (h) => h.sends.shift(), /position 4 of room says what nobody sent/],
    ['sends of one writer in another order', (h) => h.sends.splice(0, 2, h.sends[1]!, h.sends[0]!), /w sent 4 after 6/],
    [
      'a log that is another for another person',
      (h) => h.pages[1]!.changes.pop(),
      /the log of room, as ann reads it, is not what the keeper reads/,
    ],
    [
      'a page that lacks a message',
      (h) => h.pages[1]!.forwards.pop(),
      /the messages of room, as ann reads it, are not/,
    ],
    [
      'pages in another order',
      (h) => h.pages[1]!.backwards.reverse(),
      /the messages of room, as ann reads it, backwards/,
    ],
    [
      'a kick that the log does not tell of',
      (h) => h.removals.push({ room: 'room', person: 'bob' }),
      /Bob was taken out of room, and its log does not say so/,
    ],
    ['what clients could not do', (h) => h.troubles.push('w could not send'), /w could not send/],
  ])('finds %s', (_, spoil, problem) => {
    const history = good();
    spoil(history);
    expect(judge(history).join('\n')).toMatch(problem);
  });
});
