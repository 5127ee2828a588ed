import { ANONYMOUS, type TopicPrincipal, type Viewer } from '@parley/contracts/principal';
import type { ConversationId } from '@parley/contracts/ids';
import { LOOK, operationsOf } from '../testing/operations';
import { createWorld, type World } from '../testing/world';

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Conversation { id title seq memberCount members { edges { node { id } } } }
    ... on ConversationMember { id role user { id } }
  }
}`;

let world: World;
let on: ReturnType<typeof operationsOf>;
let ann: Viewer, bob: Viewer, cyd: Viewer;
/** Of another tenant. */
let eve: Viewer;
let group: string, channel: string, foreign: string;

beforeAll(async () => {
  world = await createWorld();
  on = operationsOf(world.execute);
  [ann, bob, cyd] = (await world.people(3)) as [Viewer, Viewer, Viewer];
  [eve] = (await world.people(1)) as [Viewer];
  group = await on.group(ann, bob);
  channel = await on.channel(ann);
  foreign = await on.channel(eve);
});
afterAll(() => world.close());

const entities = (principal: Parameters<World['execute']>[0], ...representations: [string, string][]) =>
  world.execute(principal, ENTITIES, {
    representations: representations.map(([type, id]) => ({ __typename: type, id })),
  });

test('1: another tenant finds nothing by id, be it public or not', async () => {
  for (const id of [group, channel]) {
    expect((await world.execute(eve, LOOK, { id })).data.conversation).toBeNull();
    for (const attempt of [
      on.update(eve, id, { title: 'Mine' }),
      on.join(eve, id),
      on.leave(eve, id),
      on.add(eve, id, eve),
      on.remove(eve, id, ann),
      on.setRole(eve, id, ann, 'READER'),
    ])
      expect((await attempt).code).toBe('NOT_FOUND');
  }
});

test('1: another tenant’s people are nobody, in every argument', async () => {
  const attempts = [
    on.create(ann, { kind: 'GROUP', title: 'a', memberIds: [bob.user, eve.user] }),
    on.create(ann, { kind: 'DIRECT', memberIds: [eve.user] }),
    on.add(ann, group, eve),
    on.remove(ann, group, eve),
    on.setRole(ann, group, eve, 'READER'),
  ];
  for (const attempt of attempts) expect((await attempt).code).toBe('NOT_FOUND');
  expect(Object.keys(await on.roles(ann, group))).not.toContain(eve.user);
});

test('1: representations answer what the principal may see, and null for all else', async () => {
  const all: [string, string][] = [
    ['Conversation', group],
    ['Conversation', channel],
    ['Conversation', foreign],
    ['Conversation', 'x'],
    ['ConversationMember', `${group}.${bob.user}`],
    ['ConversationMember', `${channel}.${ann.user}`],
    ['ConversationMember', `${foreign}.${eve.user}`],
    ['ConversationMember', `${group}.${eve.user}`],
    ['ConversationMember', `${group}.${bob.user}.${bob.user}`],
    ['ConversationMember', 'x'],
  ];
  const seen = async (principal: Viewer | TopicPrincipal) =>
    (await entities(principal, ...all)).data._entities.map((entity: { id: string } | null) => entity?.id ?? null);

  const [groupMember, channelMember] = [`${group}.${bob.user}`, `${channel}.${ann.user}`];
  const nothing = null;
  expect(await seen(bob)).toEqual([
    ...[group, channel, nothing, nothing],
    ...[groupMember, channelMember, nothing, nothing, nothing, nothing],
  ]);
  // 4: of the same tenant, but no member of the group
  expect(await seen(cyd)).toEqual([
    ...[nothing, channel, nothing, nothing],
    ...[nothing, channelMember, nothing, nothing, nothing, nothing],
  ]);
  const view: TopicPrincipal = { kind: 'topic', tenant: ann.tenant, conversation: group as ConversationId };
  expect(await seen(view)).toEqual([
    ...[group, nothing, nothing, nothing],
    ...[groupMember, nothing, nothing, nothing, nothing, nothing],
  ]);
  expect(await seen({ ...view, tenant: eve.tenant })).toEqual(all.map(() => nothing));
});

test('former members are still told of, to those who may see the conversation', async () => {
  const id = await on.group(ann, bob, cyd);
  await on.leave(bob, id);
  const member: [string, string] = ['ConversationMember', `${id}.${bob.user}`];
  expect((await entities(cyd, member)).data._entities).toEqual([
    { id: member[1], role: 'MEMBER', user: { id: bob.user } },
  ]);
  expect((await entities(bob, member)).data._entities).toEqual([null]);
  expect(Object.keys(await on.roles(ann, id))).not.toContain(bob.user);
});

test('a shared view has no viewer to act or to list for', async () => {
  const view: TopicPrincipal = { kind: 'topic', tenant: ann.tenant, conversation: group as ConversationId };
  const code = 'A shared view has no viewer; tag the field as "viewer"';
  expect((await on.leave(view, group)).code).toBe(code);
  expect((await world.execute(view, '{ conversations { edges { cursor } } }')).code).toBe(code);
});

test('8: what is not there and what may not be seen answer alike', async () => {
  const none = '00000000-0000-4000-8000-000000000000';
  for (const id of [none, group, 'x']) {
    const look = await world.execute(cyd, LOOK, { id });
    expect(look).toEqual({ data: { conversation: null }, code: undefined });
    for (const attempt of [on.join(cyd, id), on.leave(cyd, id), on.update(cyd, id, { title: '' })])
      expect((await attempt).code).toBe('NOT_FOUND');
  }
});

test('who is not signed in is told so', async () => {
  expect((await world.execute(ANONYMOUS, LOOK, { id: channel })).code).toBe('UNAUTHENTICATED');
  expect((await on.join(ANONYMOUS, channel)).code).toBe('UNAUTHENTICATED');
});
