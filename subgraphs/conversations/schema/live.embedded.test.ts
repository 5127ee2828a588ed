import type { LatestSource } from '@parley/contracts/live';
import type { Principal, Viewer } from '@parley/contracts/principal';
import { append } from '@parley/log/append';
import { until } from '@parley/testing/until';
import pino from 'pino';
import { TYPING_MS } from '../store/typing';
import { operationsOf } from '../testing/operations';
import { createWorld, type World } from '../testing/world';
import { typingEnds } from '../workers/typing-ends';

const SOURCE = (field: string) => `query ($id: ID!) { source: ${field}Source(conversationId: $id) }`;
const READ_SOURCE = '{ source: readStateChangesSource }';
const READS = 'subscription { readStateChanges { lastReadSeq unread mentions conversation { id title } } }';
const RECEIPTS = 'subscription ($id: ID!) { receiptChanges(conversationId: $id) { lastReadSeq role user { id } } }';
const TYPING = 'subscription ($id: ID!) { typingChanges(conversationId: $id) { conversationId users { id } } }';
const MARK = 'mutation ($id: ID!, $seq: Seq!) { markRead(conversationId: $id, seq: $seq) { lastReadSeq } }';
const TYPE = 'mutation ($id: ID!, $typing: Boolean) { setTyping(conversationId: $id, typing: $typing) }';
const LOOK = 'query ($id: ID!) { conversation(id: $id) { typing { conversationId users { id } } } }';
const REPLAY = 'query ($topic: String!) { membershipReplay(topic: $topic, after: 0, first: 10) }';

let world: World;
let on: ReturnType<typeof operationsOf>;
let ann: Viewer, bob: Viewer, cyd: Viewer, outsider: Viewer;
let id: string;

beforeEach(async () => {
  world = await createWorld();
  on = operationsOf(world.execute);
  [ann, bob, cyd, outsider] = (await world.people(4)) as [Viewer, Viewer, Viewer, Viewer];
  id = await on.group(ann, bob, cyd);
});
afterEach(() => world.close());

const sourceOf = async (viewer: Viewer, field: string, of = id): Promise<LatestSource> =>
  (await world.execute(viewer, SOURCE(field), { id: of })).data.source;

/** What a source tells from now on, by its keys. */
async function hear({ topics }: Pick<LatestSource, 'topics'>): Promise<string[]> {
  const keys: string[] = [];
  for (const topic of topics)
    await world.bus.subscribe(topic, (message) => keys.push((message as { key: string }).key));
  return keys;
}

const members = (): Principal => ({ kind: 'topic', tenant: ann.tenant, conversation: id as never });

describe('read states', () => {
  test('of all of the viewer’s devices, from where they are now', async () => {
    const { source } = (await world.execute(ann, READ_SOURCE)).data;
    expect(source).toEqual({ delivery: 'latest', topics: [`read:${ann.user}`], initial: [], intervalMs: 250 });
    const keys = await hear(source);
    await world.execute({ ...ann, device: bob.device }, MARK, { id, seq: 2 });
    await world.execute(ann, MARK, { id, seq: 3 });
    await world.execute(bob, MARK, { id, seq: 3 });
    expect(keys).toEqual([id, id]);

    const { data } = await world.execute(ann, READS, {}, { keys: [id] });
    expect(data.readStateChanges).toEqual([
      { lastReadSeq: 3, unread: 0, mentions: 0, conversation: { id, title: 'Group' } },
    ]);
  });

  test('nothing is told of a position that did not move', async () => {
    await world.execute(ann, MARK, { id, seq: 3 });
    const keys = await hear((await world.execute(ann, READ_SOURCE)).data.source);
    const receipts = await hear(await sourceOf(bob, 'receiptChanges'));
    await world.execute(ann, MARK, { id, seq: 3 });
    await world.execute(ann, MARK, { id, seq: 1 });
    expect([keys, receipts]).toEqual([[], []]);
  });

  test('a key that is none of the viewer’s conversations answers nothing', async () => {
    const channel = await on.channel(ann);
    const { data } = await world.execute(outsider, READS, {}, { keys: [id, channel, 'nonsense'] });
    expect(data.readStateChanges).toEqual([]);
  });
});

describe('receipts', () => {
  test('say how far each has read, to all members alike', async () => {
    const source = await sourceOf(ann, 'receiptChanges');
    expect(source).toMatchObject({
      delivery: 'latest',
      initial: [],
      intervalMs: 250,
      principal: members(),
      guard: {
        topic: { name: `log:${id}`, principal: members() },
        replay: 'membershipReplay',
        heads: 'membershipHeads',
      },
    });
    const keys = await hear(source);
    await world.execute(bob, MARK, { id, seq: 2 });
    await world.execute(cyd, MARK, { id, seq: 99 });
    expect(keys).toEqual([bob.user, cyd.user]);

    const { data } = await world.execute(members(), RECEIPTS, { id }, { keys });
    expect(data.receiptChanges).toEqual([
      { lastReadSeq: 2, role: 'MEMBER', user: { id: bob.user } },
      { lastReadSeq: 3, role: 'MEMBER', user: { id: cyd.user } },
    ]);
  });

  test('of another conversation are not shown to these members', async () => {
    const other = await on.group(ann, bob);
    const { data } = await world.execute(members(), RECEIPTS, { id: other }, { keys: [bob.user] });
    expect(data.receiptChanges).toEqual([]);
  });
});

describe('the guard', () => {
  test.each(['receiptChanges', 'typingChanges'])('keeps %s for members', async (field) => {
    for (const where of [id, 'nonsense'])
      expect((await world.execute(outsider, SOURCE(field), { id: where })).code).toBe('NOT_FOUND');
    const channel = await on.channel(ann);
    expect((await world.execute(outsider, SOURCE(field), { id: channel })).code).toBe('FORBIDDEN');
  });

  test('says whom a kick, and a channel made private, cut off', async () => {
    const channel = await on.channel(ann);
    await on.join(outsider, channel);
    const { guard } = await sourceOf(outsider, 'typingChanges', channel);
    await on.update(ann, channel, { public: false });
    await on.remove(ann, channel, outsider);

    const shared = guard!.topic.principal as Principal;
    const { data } = await world.execute(shared, REPLAY, { topic: guard!.topic.name });
    const later = data.membershipReplay.envelopes.filter(({ seq }: { seq: number }) => seq > guard!.topic.after);
    expect(later.map(({ cuts }: { cuts: unknown }) => cuts)).toEqual(['non-members', { viewer: outsider.user }]);
    expect(later.map(({ event }: { event: { entry: { payload: unknown } } }) => event.entry.payload)[0]).toEqual({
      madePrivate: true,
    });

    const heads = await world.execute(outsider, 'query ($t: [String!]!) { membershipHeads(topics: $t) }', {
      t: [guard!.topic.name],
    });
    expect(heads.data.membershipHeads).toEqual([
      { topic: guard!.topic.name, seq: data.membershipReplay.seq, epoch: guard!.topic.epoch },
    ]);
    expect((await world.execute(outsider, REPLAY, { topic: guard!.topic.name })).code).toBe('NOT_FOUND');
  });
});

describe('typing', () => {
  const setTyping = async (viewer: Viewer, typing?: boolean) => {
    const { data, code } = await world.execute(viewer, TYPE, { id, typing });
    return code ?? data.setTyping;
  };
  const typingNow = async (viewer: Principal = members()) =>
    (await world.execute(viewer, TYPING, { id }, { keys: [id] })).data.typingChanges.users.map(
      (user: { id: string }) => user.id,
    );

  test('is a set of people, the viewer too, which a newcomer to it is told at once', async () => {
    const keys = await hear(await sourceOf(ann, 'typingChanges'));
    expect((await sourceOf(ann, 'typingChanges')).initial).toEqual([]);
    expect(await setTyping(bob)).toBe(true);
    expect(await setTyping(ann, true)).toBe(true);
    expect(keys).toEqual([id, id]);
    expect(await typingNow()).toEqual([ann.user, bob.user].sort());
    expect((await sourceOf(ann, 'typingChanges')).initial).toEqual([id]);
    expect((await world.execute(ann, LOOK, { id })).data.conversation.typing).toEqual({
      conversationId: id,
      users: [ann.user, bob.user].sort().map((user) => ({ id: user })),
    });
    expect(await setTyping(bob, false)).toBe(true);
    expect(await typingNow(ann)).toEqual([ann.user]);
  });

  test('is for those who may send', async () => {
    await on.setRole(ann, id, cyd, 'READER');
    expect(await setTyping(cyd)).toBe('FORBIDDEN');
    expect(await setTyping(outsider)).toBe('NOT_FOUND');
    expect(await typingNow()).toEqual([]);
  });

  test('ends with a message, with leaving, and by itself', async () => {
    const ends = typingEnds({ typing: world.typing, commits: world.commits, logger: pino({ level: 'silent' }) });
    await ends.start();
    for (const viewer of [ann, bob, cyd]) await setTyping(viewer);
    const keys = await hear(await sourceOf(ann, 'typingChanges'));

    await world.database.transaction((tx) =>
      append(tx, { commits: world.commits }, [
        { stream: id as never, type: 'MessageCreated', actor: bob.user, payload: { messageId: id as never } },
      ]),
    );
    await until(async () => !(await typingNow()).includes(bob.user));
    await on.leave(cyd, id);
    await until(async () => !(await typingNow()).includes(cyd.user));
    expect(await typingNow()).toEqual([ann.user]);
    await ends.stop();

    world.pass(TYPING_MS);
    await ends.start();
    await until(() => keys.length === 3);
    expect(await typingNow()).toEqual([]);
    await ends.stop();
  });
});
