import { randomUUID } from 'node:crypto';
import { createConversation, removeMember, sendMessage, value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { codesOf } from '@parley/testing/viewers';
import { listen } from '../../testing/listener';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const SANCTION = `mutation ($input: SanctionInput!) {
  sanction(input: $input) { id kind reason until at user { id } by { id } conversation { id title slowModeSeconds } }
}`;
const LIFT = 'mutation ($id: ID!) { liftSanction(id: $id) }';
const JOIN = 'mutation ($c: ID!) { joinConversation(conversationId: $c) { id } }';
const ADD = 'mutation ($c: ID!, $u: [ID!]!) { addMembers(conversationId: $c, userIds: $u) { id memberCount } }';
const SLOW =
  'mutation ($c: ID!, $s: Int!) { setSlowMode(conversationId: $c, seconds: $s) { id slowModeSeconds title } }';
const SEEN = 'query ($c: ID!) { conversation(id: $c) { memberCount slowModeSeconds viewerSanctions { kind reason } } }';
const EVENTS = `query ($c: ID!) { conversationChanges(conversationId: $c, after: 0) { events { __typename seq actor { id }
  ... on MemberLeft { user { id } removed }
  ... on MemberSanctioned { user { id } kind until }
  ... on MemberRestored { user { id } kind } } } }`;

interface Sanction {
  id: string;
  kind: string;
}

describe('sanctions and slow mode', () => {
  let platform: RunningPlatform;
  let ann: TestClient;
  let bob: TestClient;
  let cyd: TestClient;
  let id: string;

  beforeAll(async () => {
    platform = await runningPlatform();
    [ann, bob, cyd] = await platform.people('Ann', 'Bob', 'Cyd');
  });
  afterAll(() => platform.close());
  beforeEach(async () => {
    id = await createConversation(ann, {
      kind: 'CHANNEL',
      title: `c ${randomUUID()}`,
      public: true,
      members: [bob, cyd],
    });
  });

  const impose = (by: TestClient, whom: TestClient, kind: 'MUTED' | 'BANNED', more: object = {}) =>
    by.request<{ sanction: Sanction }>(SANCTION, { input: { conversationId: id, userId: whom.userId, kind, ...more } });
  const code = async (result: Promise<Parameters<typeof codesOf>[0]>) => codesOf(await result).join();
  const send = (by: TestClient, more: object = {}) =>
    by.request(`mutation ($i: SendMessageInput!) { sendMessage(input: $i) { duplicate } }`, {
      i: { conversationId: id, clientMessageId: randomUUID(), text: 'hello', ...more },
    });
  interface Event {
    __typename: string;
    user?: { id: string };
  }
  const events = async () => (await value(ann.request<{ c: { events: Event[] } }>(EVENTS, { c: id }))).events;

  it('mutes a member, who reads on and may neither send, edit, react, pin nor type', async () => {
    const message = await sendMessage(bob, id, 'before');
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const imposed = await value(impose(ann, bob, 'MUTED', { reason: 'shouting', until }));
    expect(imposed).toMatchObject({
      ...{ kind: 'MUTED', reason: 'shouting', until, user: { id: bob.userId } },
      ...{ by: { id: ann.userId }, conversation: { id } },
    });
    const refused = [
      send(bob),
      bob.request(
        'mutation ($m: ID!) { editMessage(input: { messageId: $m, expectedRevision: 1, text: "x" }) { id } }',
        { m: message.id },
      ),
      bob.request('mutation ($m: ID!) { addReaction(messageId: $m, emoji: "👍") { id } }', { m: message.id }),
      bob.request('mutation ($m: ID!) { pinMessage(messageId: $m) { id } }', { m: message.id }),
      bob.request('mutation ($c: ID!) { setTyping(conversationId: $c) }', { c: id }),
    ];
    for (const one of refused) expect(await code(one)).toBe('FORBIDDEN');
    expect(await value(bob.request(SEEN, { c: id }))).toMatchObject({
      memberCount: 3,
      viewerSanctions: [{ kind: 'MUTED', reason: 'shouting' }],
    });
    expect(await value(cyd.request(SEEN, { c: id }))).toMatchObject({ viewerSanctions: [] });
    expect(await code(send(cyd))).toBe('');

    expect(await value(ann.request(LIFT, { id: imposed.id }))).toBe(true);
    expect(await code(send(bob))).toBe('');
    expect(await code(ann.request(LIFT, { id: imposed.id }))).toBe('NOT_FOUND');
    const told = (await events()).filter(({ __typename }) => /^Member(Sanctioned|Restored)$/.test(__typename));
    expect(told).toMatchObject([
      { __typename: 'MemberSanctioned', kind: 'MUTED', until, user: { id: bob.userId }, actor: { id: ann.userId } },
      { __typename: 'MemberRestored', kind: 'MUTED', user: { id: bob.userId } },
    ]);
  });

  it('bans a member: their stream ends, and nothing brings them back before it is lifted', async () => {
    const listener = listen(platform.url, bob.token, { id, after: 0 });
    await until(() => listener.seqs.length > 0);
    const ban = await value<Sanction>(impose(ann, bob, 'BANNED'));
    await until(() => listener.over);
    listener.drop();
    expect(listener.over).toEqual(['NOT_FOUND']);
    const all = await events();
    const left = all.findIndex(({ __typename }) => __typename === 'MemberLeft');
    expect(all.slice(left)).toMatchObject([
      { __typename: 'MemberLeft', removed: true, user: { id: bob.userId } },
      { __typename: 'MemberSanctioned', kind: 'BANNED', until: null, user: { id: bob.userId } },
    ]);
    expect(listener.seqs.length).toBeLessThanOrEqual(left);

    expect(await code(send(bob))).toBe('FORBIDDEN');
    expect(await code(bob.request(JOIN, { c: id }))).toBe('FORBIDDEN');
    const added = await ann.request(ADD, { c: id, u: [bob.userId] });
    expect(added.errors![0]!.extensions).toMatchObject({ code: 'FORBIDDEN', userIds: [bob.userId] });
    expect(await value(cyd.request(SEEN, { c: id }))).toMatchObject({ memberCount: 2 });
    expect(
      await value(
        ann.request('query ($c: ID!) { sanctions(conversationId: $c) { edges { node { id user { id } } } } }', {
          c: id,
        }),
      ),
    ).toEqual({
      edges: [{ node: { id: ban.id, user: { id: bob.userId } } }],
    });

    await value(ann.request(LIFT, { id: ban.id }));
    expect(await value(bob.request(JOIN, { c: id }))).toMatchObject({ id });
    expect(await code(send(bob))).toBe('');
    expect(await value(cyd.request(SEEN, { c: id }))).toMatchObject({ memberCount: 3 });
  });

  it('bans who is no member, and who left by themselves; a ban that has expired is none', async () => {
    const [dan] = await platform.people('Dan');
    await value(impose(ann, dan, 'BANNED'));
    expect(await code(dan.request(JOIN, { c: id }))).toBe('FORBIDDEN');
    await value(bob.request('mutation ($c: ID!) { leaveConversation(conversationId: $c) }', { c: id }));
    await value(impose(ann, bob, 'BANNED', { until: new Date(Date.now() + 1_500).toISOString() }));
    expect(await code(bob.request(JOIN, { c: id }))).toBe('FORBIDDEN');
    await until(async () => !(await code(bob.request(JOIN, { c: id }))));
    await removeMember(ann, id, bob);
    expect(await code(bob.request(JOIN, { c: id }))).toBe('FORBIDDEN');
    expect(await value(ann.request(ADD, { c: id, u: [bob.userId] }))).toMatchObject({ memberCount: 3 });
  });

  it('is for those who keep the conversation, and for people of the tenant', async () => {
    expect(await code(impose(bob, cyd, 'MUTED'))).toBe('FORBIDDEN');
    const [eve] = await platform.people('Eve');
    expect(await code(impose(eve, cyd, 'MUTED'))).toBe('FORBIDDEN');
    const hidden = await createConversation(ann);
    const input = { conversationId: hidden, userId: cyd.userId, kind: 'BANNED' };
    expect(await code(bob.request(SANCTION, { input }))).toBe('NOT_FOUND');
    expect(await code(ann.request(SANCTION, { input: { ...input, userId: randomUUID() } }))).toBe('NOT_FOUND');
    expect(await code(ann.request(SANCTION, { input: { ...input, userId: hidden } }))).toBe('NOT_FOUND');
    expect(await code(impose(ann, ann, 'MUTED'))).toBe('VALIDATION_FAILED');
    expect(await code(impose(ann, bob, 'MUTED', { until: new Date(0).toISOString() }))).toBe('VALIDATION_FAILED');
    const promote =
      'mutation ($c: ID!, $p: ID!) { setMemberRole(conversationId: $c, userId: $p, role: MODERATOR) { id } }';
    for (const one of [bob, cyd]) await value(ann.request(promote, { c: id, p: one.userId }));
    expect(await code(impose(bob, cyd, 'MUTED'))).toBe('FORBIDDEN');
    expect(await code(impose(bob, ann, 'BANNED'))).toBe('FORBIDDEN');
  });

  it('is also for those who moderate the tenant, where they may read; nobody but its admins sanctions them', async () => {
    const [dan, eve] = await platform.people('Dan', 'Eve');
    const make = (whom: TestClient, role: string) =>
      platform.database.query('update users.account set role = $2 where id = $1', [whom.userId, role]);
    await make(dan, 'MODERATOR');
    await make(eve, 'ADMIN');
    // he is no member, and reads the public channel
    expect(await value(impose(dan, bob, 'MUTED'))).toMatchObject({ kind: 'MUTED' });
    expect(await value(impose(dan, ann, 'MUTED'))).toMatchObject({ user: { id: ann.userId } });
    expect(await code(impose(ann, dan, 'BANNED'))).toBe('FORBIDDEN');
    expect(await code(impose(dan, eve, 'BANNED'))).toBe('FORBIDDEN');
    expect(await value(impose(eve, dan, 'BANNED'))).toMatchObject({ kind: 'BANNED' });
    const hidden = await createConversation(ann);
    const input = { conversationId: hidden, userId: ann.userId, kind: 'BANNED' };
    expect(await code(eve.request(SANCTION, { input }))).toBe('NOT_FOUND');
    const direct = await createConversation(eve, { kind: 'DIRECT', members: [bob] });
    const ofPeer = { conversationId: direct, userId: bob.userId, kind: 'BANNED' };
    expect(await code(eve.request(SANCTION, { input: ofPeer }))).toBe('FORBIDDEN');
  });

  it('is lifted and replaced by nobody under who imposed it, and by nobody for themselves', async () => {
    const [dan] = await platform.people('Dan');
    const promote =
      'mutation ($c: ID!, $p: ID!) { setMemberRole(conversationId: $c, userId: $p, role: MODERATOR) { id } }';
    await value(ann.request(promote, { c: id, p: bob.userId }));
    const own = await value<Sanction>(impose(ann, bob, 'MUTED'));
    expect(await code(bob.request(LIFT, { id: own.id }))).toBe('FORBIDDEN');
    const above = await value<Sanction>(impose(ann, cyd, 'BANNED'));
    expect(await code(bob.request(LIFT, { id: above.id }))).toBe('FORBIDDEN');
    const short = { until: new Date(Date.now() + 60_000).toISOString() };
    expect(await code(impose(bob, cyd, 'BANNED', short))).toBe('FORBIDDEN');
    const below = await value<Sanction>(impose(bob, dan, 'BANNED'));
    expect(await code(impose(ann, dan, 'BANNED', short))).toBe('');
    expect(await code(bob.request(LIFT, { id: below.id }))).toBe('NOT_FOUND');
  });

  it('hands the conversation over when its only owner is banned', async () => {
    const [dan] = await platform.people('Dan');
    await platform.database.query(`update users.account set role = 'MODERATOR' where id = $1`, [dan.userId]);
    await value(impose(dan, ann, 'BANNED'));
    const roles = 'query ($c: ID!) { conversation(id: $c) { members { edges { node { role } } } } }';
    const { members } = await value(
      bob.request<Record<string, { members: { edges: { node: { role: string } }[] } }>>(roles, { c: id }),
    );
    expect(members.edges.map(({ node }) => node.role).sort()).toEqual(['MEMBER', 'OWNER']);
  });

  it('names nobody whom a guest does not see', async () => {
    const [guest, dan] = await platform.people('Guest', 'Dan');
    const own = await createConversation(guest);
    await platform.database.query(`update users.account set role = 'GUEST' where id = $1`, [guest.userId]);
    await platform.database.query('update log.stream_head set guest = true where stream = $1', [guest.userId]);
    const input = { conversationId: own, userId: dan.userId, kind: 'MUTED' };
    expect(await code(guest.request(SANCTION, { input }))).toBe('NOT_FOUND');
  });

  it('slow mode: one message of a member in so many seconds, also of those that are sent at once; not for moderators', async () => {
    const outsiders = [bob.request(SLOW, { c: id, s: 5 }), ann.request(SLOW, { c: id, s: -1 })];
    expect(await Promise.all(outsiders.map(code))).toEqual(['FORBIDDEN', 'VALIDATION_FAILED']);
    expect(await value(ann.request(SLOW, { c: id, s: 600 }))).toMatchObject({ id, slowModeSeconds: 600 });
    const clientMessageId = randomUUID();
    const codes = await Promise.all(Array.from({ length: 5 }, () => code(send(bob))));
    expect(codes.sort()).toEqual(['', 'RATE_LIMITED', 'RATE_LIMITED', 'RATE_LIMITED', 'RATE_LIMITED']);
    const { errors } = await send(bob);
    const { retryAfterMs } = errors![0]!.extensions as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(600_000);
    // a repeat is none, and each has their own
    expect(await Promise.all([send(cyd, { clientMessageId }), send(cyd, { clientMessageId })].map(code))).toEqual([
      '',
      '',
    ]);
    expect(await Promise.all([send(ann), send(ann), send(ann)].map(code))).toEqual(['', '', '']);
    expect(await value(ann.request(SLOW, { c: id, s: 0 }))).toMatchObject({ slowModeSeconds: 0 });
    expect(await code(send(bob))).toBe('');
  });

  it('slow mode counts only what is sent', async () => {
    await value(ann.request(SLOW, { c: id, s: 600 }));
    const sends = [send(bob, { replyToId: randomUUID() }), send(bob)];
    expect(await Promise.all(sends.map(code))).toEqual(['NOT_FOUND', '']);
  });

  it('slow mode lets a member send again after its seconds', async () => {
    await value(ann.request(SLOW, { c: id, s: 1 }));
    expect(await code(send(bob))).toBe('');
    await until(async () => !(await code(send(bob))), { everyMs: 100 });
  });

  it('a ban against sends, joins and additions at once, through two processes: no message after it, no membership', async () => {
    const other = await platform.another();
    const elsewhere = async (query: string, variables: object) => {
      const response = await fetch(`${other.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${bob.token}` },
        body: JSON.stringify({ query, variables }),
      });
      await response.json();
    };
    const sends = Array.from({ length: 40 }, (_, n) =>
      n % 2
        ? send(bob)
        : elsewhere('mutation ($i: SendMessageInput!) { sendMessage(input: $i) { duplicate } }', {
            i: { conversationId: id, clientMessageId: randomUUID(), text: String(n) },
          }),
    );
    const joins = Array.from({ length: 10 }, (_, n) =>
      n % 2 ? bob.request(JOIN, { c: id }) : elsewhere(JOIN, { c: id }),
    );
    const additions = Array.from({ length: 10 }, () => ann.request(ADD, { c: id, u: [bob.userId] }));
    await Promise.all([
      ...sends.slice(0, 20),
      value(impose(ann, bob, 'BANNED')),
      ...sends.slice(20),
      ...joins,
      ...additions,
    ]);
    const all = await events();
    const at = all.findIndex(({ __typename }) => __typename === 'MemberSanctioned');
    expect(at).toBeGreaterThan(0);
    const after = all.slice(at + 1).filter((event) => (event as { actor?: { id: string } }).actor?.id === bob.userId);
    expect(after).toEqual([]);
    expect(all.slice(at + 1).filter(({ __typename }) => __typename === 'MemberJoined')).toEqual([]);
    expect(await value(cyd.request(SEEN, { c: id }))).toMatchObject({ memberCount: 2 });
  });
});
