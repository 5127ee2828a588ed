import { randomUUID } from 'node:crypto';
import type { Viewer } from '@parley/contracts/principal';
import { asking, aViewer, codesOf } from '@parley/testing/viewers';
import { aRoom, type Room } from '../testing/room';

interface Message {
  id: string;
  seq: number;
  text: string;
  revision: number;
  updatedSeq: number;
  pinned: boolean;
  deletedAt: string | null;
  history: { revision: number; text: string }[];
  reactions: { emoji: string; count: number; viewerReacted: boolean; users: { id: string }[] }[];
  replyCount: number;
}

const FIELDS = `id seq text revision updatedSeq pinned deletedAt replyCount
  history { revision text } reactions { emoji count viewerReacted users { id } }`;

describe('a message', () => {
  let room: Room;
  let ann: Viewer;
  let bob: Viewer;
  let id: string;

  beforeEach(async () => {
    room = await aRoom();
    ann = await room.join('MEMBER');
    bob = await room.join('MEMBER');
    id = await send(ann, { text: 'first' });
  });
  afterEach(() => room.close());

  async function send(viewer: Viewer, input: Record<string, unknown>): Promise<string> {
    const { data } = await asking(room.subgraph, viewer)<{ sendMessage: { message: { id: string } } }>(
      'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
      { input: { conversationId: room.conversation, clientMessageId: randomUUID(), ...input } },
    );
    return data!.sendMessage.message.id;
  }
  const change = (viewer: Viewer, field: string, variables: Record<string, unknown> = {}) =>
    asking(room.subgraph, viewer)<Record<string, Message>>(
      `mutation ($id: ID!, $text: String!, $revision: Int!, $emoji: String!) { changed: ${field} { ${FIELDS} } }`,
      { id, text: '', revision: 1, emoji: '👍', ...variables },
    );
  const edit = (viewer: Viewer, text: string, revision: number) =>
    change(viewer, 'editMessage(input: { messageId: $id, expectedRevision: $revision, text: $text })', {
      text,
      revision,
    });
  const remove = (viewer: Viewer) => change(viewer, 'deleteMessage(messageId: $id)');
  const react = (viewer: Viewer, emoji: string) =>
    change(viewer, 'addReaction(messageId: $id, emoji: $emoji)', { emoji });
  const read = async (viewer: Viewer) =>
    (
      await asking(room.subgraph, viewer)<{ message: Message }>(`query ($id: ID!) { message(id: $id) { ${FIELDS} } }`, {
        id,
      })
    ).data!.message;

  it('is edited by its author, and remembers what it said', async () => {
    const { data } = await edit(ann, 'second', 1);
    expect(data!.changed).toMatchObject({
      text: 'second',
      revision: 2,
      updatedSeq: 4,
      history: [{ revision: 1, text: 'first' }],
    });
    expect(codesOf(await edit(bob, 'not mine', 2))).toEqual(['FORBIDDEN']);
    expect((await read(bob)).text).toBe('second');
  });

  it('has a history in pages, oldest first', async () => {
    for (let revision = 1; revision <= 5; revision++) await edit(ann, `text ${revision + 1}`, revision);
    const page = async (how: string) => {
      const source = `query ($id: ID!) { message(id: $id) { history${how} { revision } } }`;
      const { data, errors } = await asking(room.subgraph, ann)<{ message: Message }>(source, { id });
      return data?.message ? data.message.history.map(({ revision }) => revision) : codesOf({ errors });
    };
    expect(await page('')).toEqual([1, 2, 3, 4, 5]);
    expect(await page('(first: 2)')).toEqual([1, 2]);
    expect(await page('(first: 2, after: 2)')).toEqual([3, 4]);
    expect(await page('(first: 2, after: 4)')).toEqual([5]);
    expect(await page('(after: 5)')).toEqual([]);
    expect(await page('(first: 1000)')).toEqual(['VALIDATION_FAILED']);
  });

  it('tells an edit of an old revision what it is now', async () => {
    await edit(ann, 'second', 1);
    const { errors } = await edit(ann, 'third', 1);
    expect(errors![0]!.extensions).toMatchObject({ code: 'CONFLICT', current: { id, text: 'second', revision: 2 } });
  });

  it('lets one of many edits at once through', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => edit(ann, `edit ${n}`, 1)));
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    expect(new Set(answers.flatMap(codesOf))).toEqual(new Set(['CONFLICT']));
    expect(await read(ann)).toMatchObject({ revision: 2, updatedSeq: 4 });
  });

  it('loses everything when it is deleted, but for its place', async () => {
    await edit(ann, 'second', 1);
    await react(bob, '👍');
    await change(bob, 'pinMessage(messageId: $id)');
    expect(codesOf(await remove(bob))).toEqual(['FORBIDDEN']);
    const { data } = await remove(ann);
    expect(data!.changed).toMatchObject({ text: '', history: [], reactions: [], pinned: false, seq: 3 });
    expect(data!.changed!.deletedAt).not.toBeNull();
    expect((await remove(ann)).data!.changed!.updatedSeq).toBe(data!.changed!.updatedSeq);
    const dump = await room.database.query<{ row: string }>(
      'select to_jsonb(m)::text as row from messages.message m union all select to_jsonb(e)::text from log.entry e',
    );
    expect(dump.map(({ row }) => row).join()).not.toMatch(/first|second/);
    for (const late of [edit(ann, 'third', 2), react(bob, '👎'), change(bob, 'pinMessage(messageId: $id)')])
      expect(codesOf(await late)).toEqual(['CONFLICT']);
  });

  it('may be deleted by who moderates', async () => {
    const moderator = await room.join('MODERATOR');
    expect((await remove(moderator)).errors).toBeUndefined();
  });

  it('still names who has left after an edit, and nobody who had left before', async () => {
    const cem = await room.join();
    id = await send(ann, { text: `<@${bob.user}>` });
    await room.kick(bob);
    await room.kick(cem);
    expect((await edit(ann, `<@${bob.user}> and <@${cem.user}>`, 1)).errors).toBeUndefined();
    const [row] = await room.database.query<{ mentions: string[] }>(
      'select mentions from messages.message where id = $1',
      [id],
    );
    expect(row!.mentions).toEqual([bob.user]);
  });

  it.each([
    ['❤', '❤\ufe0f'],
    ['❤\ufe0f', '❤'],
    ['❤\u200d🔥', '❤\ufe0f\u200d🔥'],
    ['👍\ufe0f', '👍'],
  ])('takes %j and %j for one reaction', async (one, other) => {
    await react(ann, one);
    await react(bob, other);
    expect((await read(ann)).reactions).toMatchObject([{ count: 2, viewerReacted: true }]);
    await change(ann, 'removeReaction(messageId: $id, emoji: $emoji)', { emoji: other });
    expect((await read(ann)).reactions).toMatchObject([{ count: 1, viewerReacted: false }]);
  });

  it('counts reactions, each of a person once', async () => {
    await Promise.all([react(ann, '👍'), react(bob, '👍'), react(bob, '👍'), react(bob, '❤️')]);
    const { reactions } = await read(bob);
    expect(reactions.find(({ emoji }) => emoji === '👍')).toMatchObject({ count: 2, viewerReacted: true });
    expect(reactions.find(({ emoji }) => emoji === '❤️')).toMatchObject({ count: 1, users: [{ id: bob.user }] });
    const { data } = await change(bob, 'removeReaction(messageId: $id, emoji: $emoji)');
    expect(data!.changed!.reactions.find(({ emoji }) => emoji === '👍')).toMatchObject({
      count: 1,
      viewerReacted: false,
    });
    expect(codesOf(await react(ann, 'nonsense'))).toEqual(['VALIDATION_FAILED']);
  });

  it('names as many who reacted as a page may have', async () => {
    const people = Array.from({ length: 210 }, () => randomUUID());
    await room.database.query(
      `insert into messages.reaction (conversation, message, emoji, person, at)
       select $1, $2, '👍', person, now() + n * interval '1 second' from unnest($3::uuid[]) with ordinality as p(person, n)`,
      [room.conversation, id, people],
    );
    const { data } = await asking(room.subgraph, ann)<{
      message: { reactions: { count: number; users: unknown[] }[] };
    }>('query ($id: ID!) { message(id: $id) { reactions { count users(first: 200) { id } } } }', { id });
    const users = people.slice(0, 200).map((person) => ({ id: person }));
    expect(data!.message.reactions).toEqual([{ count: 210, users }]);
  });

  it('is not there for a stranger, nor for who has left', async () => {
    await room.kick(bob);
    for (const viewer of [bob, aViewer({ tenant: room.tenant }), aViewer()]) {
      expect(await read(viewer)).toBeNull();
      for (const answer of [edit(viewer, 'mine', 1), remove(viewer), react(viewer, '👍')])
        expect(codesOf(await answer)).toEqual(['NOT_FOUND']);
    }
  });
});

describe('a page of messages', () => {
  let room: Room;
  let ann: Viewer;

  beforeAll(async () => {
    room = await aRoom();
    ann = await room.join();
    for (let n = 2; n <= 11; n++)
      await asking(room.subgraph, ann)(
        'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { duplicate } }',
        {
          input: { conversationId: room.conversation, clientMessageId: randomUUID(), text: `at ${n}` },
        },
      );
  });
  afterAll(() => room.close());

  interface Page {
    edges: { cursor: string }[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean };
    asOf: number;
  }

  const page = async (args: string) => {
    const { data, errors } = await asking(room.subgraph, ann)<{ _entities: { messages: Page }[] }>(
      `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Conversation {
        messages(${args}) { asOf edges { cursor } pageInfo { hasNextPage hasPreviousPage } } } } }`,
      { refs: [{ __typename: 'Conversation', id: room.conversation }] },
    );
    if (errors) return codesOf({ errors });
    const { edges, pageInfo, asOf } = data!._entities[0]!.messages;
    expect(asOf).toBe(11);
    return [edges.map(({ cursor }) => Number(cursor)), pageInfo.hasNextPage, pageInfo.hasPreviousPage];
  };

  it.each([
    ['first: 3', [[11, 10, 9], true, false]],
    ['first: 3, before: 4', [[3, 2], false, true]],
    ['first: 3, after: 0', [[2, 3, 4], true, false]],
    ['first: 3, after: 9', [[10, 11], false, true]],
    ['first: 4, around: 6', [[4, 5, 6, 7], true, true]],
    ['first: 4, around: 2', [[2, 3], true, false]],
    ['first: 4, around: 11', [[9, 10, 11], false, true]],
    ['first: 200', [[11, 10, 9, 8, 7, 6, 5, 4, 3, 2], false, false]],
  ])('%s', async (args, expected) => {
    expect(await page(args)).toEqual(expected);
  });

  it.each(['first: 0', 'first: -1', 'first: 1000000', 'before: 3, after: 1', 'after: 1, around: 1'])(
    'refuses %s',
    async (args) => {
      expect(await page(args)).toEqual(['VALIDATION_FAILED']);
    },
  );
});
