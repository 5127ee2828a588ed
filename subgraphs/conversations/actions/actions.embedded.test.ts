import { ANONYMOUS, type Viewer } from '@parley/contracts/principal';
import { LOOK, operationsOf } from '../testing/operations';
import { createWorld, type World } from '../testing/world';

let world: World;
let on: ReturnType<typeof operationsOf>;
let ann: Viewer, bob: Viewer, cyd: Viewer, dan: Viewer;

beforeAll(async () => {
  world = await createWorld();
  on = operationsOf(world.execute);
  [ann, bob, cyd, dan] = (await world.people(4)) as [Viewer, Viewer, Viewer, Viewer];
});
afterAll(() => world.close());
beforeEach(() => (world.entries.length = 0));

const told = () => world.entries.map(({ type, seq, stream }) => ({ type, seq, stream }));

describe('createConversation', () => {
  test('the creator of a group owns it, and everybody is told in order', async () => {
    const { data } = await on.create(ann, {
      kind: 'GROUP',
      title: 'Trip',
      topic: 'to Lisbon',
      memberIds: [bob.user, bob.user, ann.user],
    });
    expect(data).toMatchObject({
      kind: 'GROUP',
      title: 'Trip',
      topic: 'to Lisbon',
      public: false,
      seq: 2,
      memberCount: 2,
    });
    expect(await on.roles(bob, data.id)).toEqual({ [ann.user]: 'OWNER', [bob.user]: 'MEMBER' });
    expect(world.entries.map(({ type, payload }) => [type, payload])).toEqual([
      ['MemberJoined', { userId: ann.user }],
      ['MemberJoined', { userId: bob.user }],
      ['MembershipStarted', expect.objectContaining({ conversationId: data.id })],
      ['MembershipStarted', expect.objectContaining({ conversationId: data.id })],
    ]);
  });

  test('one DIRECT for each pair, whoever asks, and one with oneself', async () => {
    const first = await on.create(ann, { kind: 'DIRECT', memberIds: [bob.user] });
    const again = await on.create(bob, { kind: 'DIRECT', memberIds: [bob.user, ann.user] });
    expect(again.data).toEqual(first.data);
    expect(first.data).toMatchObject({ title: null, memberCount: 2, seq: 2 });
    expect(await on.roles(ann, first.data.id)).toEqual({ [ann.user]: 'MEMBER', [bob.user]: 'MEMBER' });

    const own = await on.create(ann, { kind: 'DIRECT', memberIds: [ann.user] });
    expect(own.data).toMatchObject({ memberCount: 1, seq: 1 });
    expect((await on.create(ann, { kind: 'DIRECT', memberIds: [ann.user] })).data.id).toBe(own.data.id);
  });

  test.each([
    ['a group without a title', { kind: 'GROUP' }],
    ['a blank title', { kind: 'GROUP', title: ' \u200b ' }],
    ['a title that is too long', { kind: 'GROUP', title: 'x'.repeat(201) }],
    ['a title with NUL', { kind: 'GROUP', title: 'a\0b' }],
    ['a title with a lone surrogate', { kind: 'CHANNEL', title: 'a\ud800' }],
    ['a topic that is too long', { kind: 'CHANNEL', title: 'a', topic: 'x'.repeat(1_001) }],
    ['a public group', { kind: 'GROUP', title: 'a', public: true }],
    ['a DIRECT with a title', { kind: 'DIRECT', title: 'a', memberIds: ['me'] }],
    ['a DIRECT with nobody', { kind: 'DIRECT' }],
    ['a DIRECT of three', { kind: 'DIRECT', memberIds: ['other', 'third'] }],
    ['too many people', { kind: 'GROUP', title: 'a', memberIds: Array(1_001).fill('other') }],
  ])('refuses %s', async (_, input: Record<string, unknown>) => {
    const ids: Record<string, string> = { me: ann.user, other: bob.user, third: cyd.user };
    const memberIds = ((input.memberIds as string[] | undefined) ?? []).map((name) => ids[name]!);
    expect((await on.create(ann, { ...input, memberIds })).code).toBe('VALIDATION_FAILED');
    expect(world.entries).toEqual([]);
  });

  test('a title of 200 characters outside the basic plane is fine, and kept as it was sent', async () => {
    const title = '🪿'.repeat(200);
    expect((await on.create(ann, { kind: 'GROUP', title })).data.title).toBe(title);
  });

  test('nobody signed in makes none', async () => {
    expect((await on.create(ANONYMOUS, { kind: 'GROUP', title: 'a' })).code).toBe('UNAUTHENTICATED');
  });
});

describe('updateConversation', () => {
  test('by OWNER and MODERATOR; others are refused, and outsiders find nothing', async () => {
    const id = await on.group(ann, bob, cyd);
    await on.setRole(ann, id, bob, 'MODERATOR');
    expect((await on.update(bob, id, { title: 'New', topic: 'Topic' })).data).toMatchObject({
      title: 'New',
      topic: 'Topic',
      seq: 5,
    });
    expect((await on.update(ann, id, { topic: null })).data).toMatchObject({ title: 'New', topic: null, seq: 6 });
    expect((await on.update(cyd, id, { title: 'Mine' })).code).toBe('FORBIDDEN');
    expect((await on.update(dan, id, { title: 'Mine' })).code).toBe('NOT_FOUND');
    expect((await on.update(ann, id, { public: true })).code).toBe('VALIDATION_FAILED');
    expect((await on.update(ann, id, { title: null })).code).toBe('VALIDATION_FAILED');
    const direct = await on.create(ann, { kind: 'DIRECT', memberIds: [bob.user] });
    expect((await on.update(ann, direct.data.id, { topic: 'a' })).code).toBe('FORBIDDEN');
  });

  test('what changes nothing takes no position', async () => {
    const id = await on.group(ann);
    expect((await on.update(ann, id, { title: 'Group', public: false })).data.seq).toBe(1);
  });

  test('a channel that is made private says so, and closes', async () => {
    const id = await on.channel(ann);
    expect((await world.execute(bob, LOOK, { id })).data.conversation).toMatchObject({ id, public: true });
    await on.update(ann, id, { public: false });
    expect(world.entries.at(-1)).toMatchObject({ type: 'ConversationUpdated', payload: { madePrivate: true } });
    expect((await world.execute(bob, LOOK, { id })).data.conversation).toBeNull();
    await on.update(ann, id, { public: true });
    expect(world.entries.at(-1)).toMatchObject({ payload: { madePrivate: false } });
    expect((await world.execute(bob, LOOK, { id })).data.conversation).not.toBeNull();
  });
});

describe('joinConversation', () => {
  test('into a public channel, once', async () => {
    const id = await on.channel(ann);
    expect((await on.join(bob, id)).data).toMatchObject({ id, seq: 2, memberCount: 2 });
    expect((await on.join(bob, id)).data).toMatchObject({ seq: 2, memberCount: 2 });
    expect((await on.roles(bob, id))[bob.user]).toBe('MEMBER');
  });

  test('not into what is not public', async () => {
    const id = await on.group(ann);
    expect((await on.join(bob, id)).code).toBe('NOT_FOUND');
    expect((await on.join(ann, id)).data).toMatchObject({ id, memberCount: 1 });
  });

  test('46: who was removed comes back when they are added, and not by themselves', async () => {
    const id = await on.channel(ann);
    await on.join(bob, id);
    await on.remove(ann, id, bob);
    expect((await on.join(bob, id)).code).toBe('FORBIDDEN');
    await on.add(ann, id, bob);
    await on.leave(bob, id);
    expect((await on.join(bob, id)).data).toMatchObject({ id, memberCount: 2 });
  });

  test('the first into a channel that everybody had left owns it', async () => {
    const id = await on.channel(ann);
    expect((await on.leave(ann, id)).data).toBe(true);
    expect((await on.join(bob, id)).data.memberCount).toBe(1);
    expect(await on.roles(bob, id)).toEqual({ [bob.user]: 'OWNER' });
  });
});

describe('leaveConversation', () => {
  test('tells those who stay and the one who went, to whom it is gone', async () => {
    const id = await on.group(ann, bob);
    world.entries.length = 0;
    expect((await on.leave(bob, id)).data).toBe(true);
    expect(told()).toEqual([
      { type: 'MemberLeft', stream: id, seq: 3 },
      { type: 'MembershipEnded', stream: bob.user, seq: expect.any(Number) },
    ]);
    expect(world.entries[0]!.payload).toEqual({ userId: bob.user, removed: false });
    expect((await on.leave(bob, id)).code).toBe('NOT_FOUND');
    expect((await world.execute(bob, LOOK, { id })).data.conversation).toBeNull();
    expect((await world.execute(ann, LOOK, { id })).data.conversation).toMatchObject({ memberCount: 1, seq: 3 });
  });

  test('the last OWNER names another one first', async () => {
    const id = await on.group(ann, bob);
    expect((await on.leave(ann, id)).code).toBe('CONFLICT');
    await on.setRole(ann, id, bob, 'OWNER');
    expect((await on.leave(ann, id)).data).toBe(true);
    expect((await on.leave(bob, id)).data).toBe(true);
  });

  test('nobody leaves a DIRECT', async () => {
    const { data } = await on.create(ann, { kind: 'DIRECT', memberIds: [cyd.user] });
    expect((await on.leave(cyd, data.id)).code).toBe('FORBIDDEN');
  });
});

describe('addMembers', () => {
  test('by OWNER and MODERATOR; who is in already stays as they are', async () => {
    const id = await on.group(ann, bob);
    await on.setRole(ann, id, bob, 'MODERATOR');
    expect((await on.add(bob, id, ann, bob, cyd, cyd)).data).toMatchObject({ memberCount: 3, seq: 4 });
    expect((await on.add(bob, id, cyd)).data).toMatchObject({ memberCount: 3, seq: 4 });
    expect(await on.roles(cyd, id)).toEqual({ [ann.user]: 'OWNER', [bob.user]: 'MODERATOR', [cyd.user]: 'MEMBER' });
    expect((await on.add(cyd, id, dan)).code).toBe('FORBIDDEN');
    expect((await on.add(dan, id, dan)).code).toBe('NOT_FOUND');
  });

  test('nobody comes into a DIRECT, and nobody by an id that is not a person’s', async () => {
    const direct = await on.create(ann, { kind: 'DIRECT', memberIds: [dan.user] });
    expect((await on.add(ann, direct.data.id, bob)).code).toBe('FORBIDDEN');
    const id = await on.group(ann);
    for (const user of [id, ann.tenant, '00000000-0000-4000-8000-000000000000', 'x'])
      expect((await on.add(ann, id, bob, { ...bob, user: user as Viewer['user'] })).code).toBe('NOT_FOUND');
    expect(await on.roles(ann, id)).toEqual({ [ann.user]: 'OWNER' });
  });

  test.each(['MODERATOR', 'READER'] as const)(
    '46: who left as %s is that again; who was removed starts again as MEMBER',
    async (role) => {
      const id = await on.group(ann, bob);
      await on.setRole(ann, id, bob, role);
      await on.leave(bob, id);
      await on.add(ann, id, bob);
      expect(await on.roles(bob, id)).toEqual({ [ann.user]: 'OWNER', [bob.user]: role });
      await on.remove(ann, id, bob);
      await on.add(ann, id, bob);
      expect(await on.roles(bob, id)).toEqual({ [ann.user]: 'OWNER', [bob.user]: 'MEMBER' });
    },
  );
});

describe('removeMember', () => {
  test('an OWNER removes anybody else, a MODERATOR those below', async () => {
    const id = await on.group(ann, bob, cyd, dan);
    await on.setRole(ann, id, bob, 'MODERATOR');
    await on.setRole(ann, id, cyd, 'MODERATOR');
    expect((await on.remove(bob, id, ann)).code).toBe('FORBIDDEN');
    expect((await on.remove(bob, id, cyd)).code).toBe('FORBIDDEN');
    expect((await on.remove(dan, id, bob)).code).toBe('FORBIDDEN');
    expect((await on.remove(ann, id, ann)).code).toBe('VALIDATION_FAILED');
    expect((await on.remove(bob, id, dan)).data).toMatchObject({ memberCount: 3 });
    expect(world.entries.at(-2)).toMatchObject({ type: 'MemberLeft', payload: { userId: dan.user, removed: true } });
    expect((await on.remove(bob, id, dan)).code).toBe('NOT_FOUND');
    expect((await on.remove(dan, id, bob)).code).toBe('NOT_FOUND');
    expect((await on.remove(ann, id, bob)).data).toMatchObject({ memberCount: 2 });
  });

  test('3: nobody acts after they were removed', async () => {
    const id = await on.group(ann, bob);
    await on.setRole(ann, id, bob, 'OWNER');
    await on.remove(ann, id, bob);
    expect((await on.update(bob, id, { title: 'Mine' })).code).toBe('NOT_FOUND');
    expect((await on.add(bob, id, bob)).code).toBe('NOT_FOUND');
    expect((await on.setRole(bob, id, ann, 'READER')).code).toBe('NOT_FOUND');
  });
});

describe('setMemberRole', () => {
  test('by an OWNER alone', async () => {
    const id = await on.group(ann, bob, cyd);
    expect((await on.setRole(ann, id, bob, 'MODERATOR')).data).toEqual({
      id: `${id}.${bob.user}`,
      role: 'MODERATOR',
      user: { id: bob.user },
    });
    expect(world.entries.at(-1)).toMatchObject({
      type: 'MemberRoleChanged',
      stream: id,
      payload: { userId: bob.user },
    });
    expect((await on.setRole(bob, id, cyd, 'READER')).code).toBe('FORBIDDEN');
    expect((await on.setRole(dan, id, cyd, 'READER')).code).toBe('NOT_FOUND');
    expect((await on.setRole(ann, id, dan, 'READER')).code).toBe('NOT_FOUND');
  });

  test('the last OWNER stays one, and the same role takes no position', async () => {
    const id = await on.group(ann, bob);
    expect((await on.setRole(ann, id, ann, 'MEMBER')).code).toBe('CONFLICT');
    await on.setRole(ann, id, bob, 'OWNER');
    world.entries.length = 0;
    await on.setRole(ann, id, bob, 'OWNER');
    expect(world.entries).toEqual([]);
    expect((await on.setRole(ann, id, ann, 'MEMBER')).data.role).toBe('MEMBER');
  });
});
