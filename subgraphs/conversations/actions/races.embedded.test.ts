import type { ConversationId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { append } from '@parley/log/append';
import { lockStreams } from '@parley/log/streams';
import { createCommits } from '@parley/log/commits';
import { requireMember } from '@parley/log/members';
import fc from 'fast-check';
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

const codes = (answers: { code?: unknown }[]) => answers.map(({ code }) => code ?? 'done').sort();

test('two joins of one person at once are one', async () => {
  const id = await on.channel(ann);
  const answers = await Promise.all([on.join(bob, id), on.join(bob, id), on.join(bob, id)]);
  expect(codes(answers)).toEqual(['done', 'done', 'done']);
  expect((await world.execute(ann, LOOK, { id })).data.conversation).toMatchObject({ memberCount: 2, seq: 2 });
});

test('a DIRECT opened by both at once is one', async () => {
  for (let round = 0; round < 10; round++) {
    const [one, other] = (await world.people(2, ann.tenant)) as [Viewer, Viewer];
    const answers = await Promise.all([
      on.create(one, { kind: 'DIRECT', memberIds: [other.user] }),
      on.create(other, { kind: 'DIRECT', memberIds: [one.user] }),
    ]);
    expect(codes(answers)).toEqual(['done', 'done']);
    expect(answers[0].data.id).toBe(answers[1].data.id);
    expect(answers[0].data).toMatchObject({ seq: 2, memberCount: 2 });
  }
});

test('of two OWNERs who leave at once, one stays', async () => {
  for (let round = 0; round < 10; round++) {
    const id = await on.group(ann, bob, cyd);
    await on.setRole(ann, id, bob, 'OWNER');
    const leave = round % 2 ? on.leave : (viewer: Viewer) => on.setRole(viewer, id, viewer, 'MEMBER');
    expect(codes(await Promise.all([leave(ann, id), leave(bob, id)]))).toEqual(['CONFLICT', 'done']);
    expect(Object.values(await on.roles(cyd, id)).filter((role) => role === 'OWNER')).toHaveLength(1);
  }
});

test('a kick and a change of role at once: nobody gets a role after they left', async () => {
  for (let round = 0; round < 10; round++) {
    const id = await on.group(ann, bob, cyd);
    await on.setRole(ann, id, bob, 'OWNER');
    world.entries.length = 0;
    const [kick, change] = await Promise.all([on.remove(ann, id, cyd), on.setRole(bob, id, cyd, 'MODERATOR')]);
    expect(kick.code).toBeUndefined();
    expect(await on.roles(ann, id)).not.toHaveProperty(cyd.user);
    const told = world.entries.filter(({ stream }) => stream === id).map(({ type }) => type);
    expect(told).toEqual(change.code ? ['MemberLeft'] : ['MemberRoleChanged', 'MemberLeft']);
    expect([undefined, 'NOT_FOUND']).toContain(change.code);
  }
});

test('two OWNERs remove each other at once: one stays', async () => {
  for (let round = 0; round < 10; round++) {
    const id = await on.group(ann, bob, cyd);
    await on.setRole(ann, id, bob, 'OWNER');
    const answers = await Promise.all([on.remove(ann, id, bob), on.remove(bob, id, ann)]);
    expect(codes(answers)).toEqual(['NOT_FOUND', 'done']);
  }
});

test('3: what a member appends under the lock is never after they were removed', async () => {
  const commits = createCommits();
  /** As another subgraph does it: lock, ask, append. */
  const send = (viewer: Viewer, stream: ConversationId) =>
    world.database.transaction(async (tx) => {
      await lockStreams(tx, [stream]);
      await requireMember(tx, viewer, stream);
      const payload = { messageId: stream as never };
      const [entry] = await append(tx, { commits }, [{ stream, type: 'MessageCreated', actor: viewer.user, payload }]);
      return entry!.seq;
    });

  for (let round = 0; round < 10; round++) {
    const id = (await on.group(ann, bob)) as ConversationId;
    world.entries.length = 0;
    const sends = Array.from({ length: 4 }, () => send(bob, id).catch(() => 0));
    const [, ...positions] = await Promise.all([on.remove(ann, id, bob), ...sends]);
    const left = world.entries.find(({ type }) => type === 'MemberLeft')!.seq;
    expect(Math.max(...positions)).toBeLessThan(left);
  }
});

test('positions have no holes, and counts and entries agree with the members, after any storm of changes', async () => {
  const people = [ann, bob, cyd, dan];
  const person = fc.constantFrom(...people);
  const step = fc.record({
    kind: fc.constantFrom('join', 'leave', 'add', 'remove', 'setRole', 'update'),
    by: person,
    whom: person,
    role: fc.constantFrom('OWNER', 'MODERATOR', 'MEMBER', 'READER'),
    title: fc.constantFrom('One', 'Two'),
  });

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const id = await on.channel(ann);
      world.entries.length = 0;
      const answers = await Promise.all(
        steps.map(({ kind, by, whom, role, title }) => {
          if (kind === 'join' || kind === 'leave') return on[kind](by, id);
          if (kind === 'add' || kind === 'remove') return on[kind](by, id, whom);
          return kind === 'update' ? on.update(by, id, { title }) : on.setRole(by, id, whom, role);
        }),
      );
      expect(['CONFLICT', 'FORBIDDEN', 'NOT_FOUND', 'VALIDATION_FAILED', 'done']).toEqual(
        expect.arrayContaining([...new Set(codes(answers))]),
      );
      await expectSound(id);
    }),
    { numRuns: 12 },
  );

  async function expectSound(id: string): Promise<void> {
    const log = await world.database.query<{ seq: number; type: string; person: string }>(
      `select seq, type, payload ->> 'userId' as person from log.entry where stream = $1 order by seq`,
      [id],
    );
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, n) => n + 1));

    const there = new Set<string>();
    for (const { type, person: who } of log) {
      if (type === 'MemberJoined') expect(there.has(who)).toBe(false);
      if (type === 'MemberLeft') expect(there.has(who)).toBe(true);
      if (type === 'MemberJoined') there.add(who);
      if (type === 'MemberLeft') there.delete(who);
    }
    const [row] = await world.database.query<{ seq: number; count: number; people: string[]; owners: number }>(
      `select h.seq, c.member_count as count, array(select person::text from log.present_member where stream = c.id) as people,
              (select count(*) from log.present_member where stream = c.id and role = 'OWNER') as owners
       from conversations.conversation c join log.stream_head h on h.stream = c.id where c.id = $1`,
      [id],
    );
    expect(row).toMatchObject({ seq: log.length, count: there.size });
    expect(row!.people.sort()).toEqual([...there].sort());
    if (there.size > 0) expect(row!.owners).toBeGreaterThan(0);
    await expectOwnStreams(id, there);
  }

  /** Each person's own stream ends with what is true of this conversation. */
  async function expectOwnStreams(id: string, there: ReadonlySet<string>): Promise<void> {
    for (const { user } of people) {
      const own = await world.database.query<{ type: string }>(
        `select type from log.entry where stream = $1 and payload ->> 'conversationId' = $2 order by seq`,
        [user, id],
      );
      own.forEach(({ type }, n) => expect(type).toBe(n % 2 ? 'MembershipEnded' : 'MembershipStarted'));
      expect(own.at(-1)?.type === 'MembershipStarted').toBe(there.has(user));
    }
  }
});
