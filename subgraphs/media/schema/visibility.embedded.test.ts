import { randomUUID } from 'node:crypto';
import { ANONYMOUS, type Principal, type TopicPrincipal } from '@parley/contracts/principal';
import { endMember, setPublic } from '@parley/log/members';
import { aViewer, codesOf } from '@parley/testing/viewers';
import {
  aConversation,
  announce,
  aPng,
  aText,
  claim,
  openMedia,
  release,
  seenBy,
  upload,
  type Media,
} from '../testing/media';

let media: Media;
beforeAll(async () => (media = await openMedia()));
afterAll(() => media.close());

const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Attachment { id url } } }`;
const represented = (ids: string[]) => ({ representations: ids.map((id) => ({ __typename: 'Attachment', id })) });

/** The ids that this principal is shown as entities, with null for the others. */
async function entities(principal: Principal, ids: string[]) {
  const result = await media.as(principal)<{ _entities: ({ id: string } | null)[] }>(ENTITIES, represented(ids));
  expect(result.errors).toBeUndefined();
  return result.data!._entities.map((entity) => entity?.id ?? null);
}

/** An attachment that its uploader sent into a conversation with a colleague. */
async function sent() {
  const owner = aViewer();
  const { tenant } = owner;
  const colleague = aViewer({ tenant });
  const conversation = await aConversation(media.database, tenant, [owner, colleague]);
  const { id } = await upload(media, owner, aText);
  expect(await claim(media, { ids: [id], by: owner, conversation })).toBe(true);
  return { owner, tenant, colleague, conversation, id };
}

it('is its uploader’s alone until it is sent', async () => {
  const owner = aViewer();
  const { id } = await upload(media, owner, aText);
  expect(await seenBy(media, owner, id)).toMatchObject({ id, status: 'READY' });
  expect(await seenBy(media, aViewer({ tenant: owner.tenant }), id)).toBeNull();
});

it('is seen by the members of the conversation it was sent to, and by no other', async () => {
  const { tenant, colleague, id } = await sent();
  expect(await seenBy(media, colleague, id)).toMatchObject({ id, url: expect.stringContaining('/objects/') });
  expect(await seenBy(media, aViewer({ tenant }), id)).toBeNull();
  expect(await seenBy(media, aViewer(), id)).toBeNull();
  // the same person's id in another tenant
  expect(await seenBy(media, aViewer({ user: colleague.user }), id)).toBeNull();
});

it('is not there and not allowed alike', async () => {
  const { id } = await sent();
  const stranger = aViewer();
  for (const asked of [id, randomUUID(), 'no id', '', id.toUpperCase()])
    expect(await seenBy(media, stranger, asked)).toBeNull();
  expect(await entities(stranger, [id, randomUUID(), 'no id'])).toEqual([null, null, null]);
});

it('after leaving there is no new URL, and the old one dies within 5 minutes', async () => {
  const { colleague, conversation, owner, id } = await sent();
  const { url } = (await seenBy(media, colleague, id))!;
  await endMember(media.database, { conversation, person: colleague.user });
  expect(await seenBy(media, colleague, id)).toBeNull();
  expect(await entities(colleague, [id])).toEqual([null]);
  expect((await fetch(url!)).status).toBe(200);
  await media.pass(300_000);
  expect((await fetch(url!)).status).toBe(403);
  const fresh = (await seenBy(media, owner, id))!;
  expect((await fetch(fresh.url!)).status).toBe(200);
});

it('has the same URL for all who may see it, for a while', async () => {
  const { owner, colleague, id } = await sent();
  // to the start of a window
  await media.pass(150_000 - (media.now().getTime() % 150_000));
  const { url } = (await seenBy(media, owner, id))!;
  await media.pass(60_000);
  expect((await seenBy(media, colleague, id))!.url).toBe(url);
  await media.pass(90_000);
  expect((await seenBy(media, colleague, id))!.url).not.toBe(url);
});

it('once deleted has no URL for anybody, and is still something to who has read it in a message just before', async () => {
  const { colleague, conversation, owner, id } = await sent();
  await release(media, { ids: [id], conversation });
  for (const viewer of [owner, colleague]) {
    expect(await seenBy(media, viewer, id)).toMatchObject({ status: 'REJECTED', url: null, fileName: '' });
    expect(await entities(viewer, [id])).toEqual([id]);
  }
  expect(await entities(aViewer({ tenant: owner.tenant }), [id])).toEqual([null]);
});

it('of a public conversation is seen by the whole tenant', async () => {
  const { tenant, conversation, id } = await sent();
  await setPublic(media.database, conversation, true);
  expect(await seenBy(media, aViewer({ tenant }), id)).toMatchObject({ id });
  expect(await seenBy(media, aViewer(), id)).toBeNull();
});

it('as an avatar is seen by the whole tenant, also before and after any conversation', async () => {
  const owner = aViewer();
  const { id } = await upload(media, owner, aPng(64, 64));
  const query = 'select media.claim_avatar($1, $2, $3) as claimed';
  expect(await media.database.query(query, [id, owner.user, owner.tenant])).toEqual([{ claimed: true }]);
  expect(await seenBy(media, aViewer({ tenant: owner.tenant }), id)).toMatchObject({ id });
  expect(await seenBy(media, aViewer(), id)).toBeNull();
});

it('is shown in the shared views of its own conversation only', async () => {
  const { owner, tenant, conversation, id } = await sent();
  const avatar = await upload(media, owner, aPng(64, 64));
  await media.database.query('select media.claim_avatar($1, $2, $3)', [avatar.id, owner.user, tenant]);
  const unsent = await announce(media, owner, aText);
  const view: TopicPrincipal = { kind: 'topic', tenant, conversation };
  const other: TopicPrincipal = {
    kind: 'topic',
    tenant,
    conversation: await aConversation(media.database, tenant, [owner]),
  };
  const ids = [id, avatar.id, unsent.id];
  expect(await entities(view, ids)).toEqual([id, avatar.id, null]);
  expect(await entities(other, ids)).toEqual([null, avatar.id, null]);
  expect(await entities({ ...view, tenant: aViewer().tenant }, ids)).toEqual([null, null, null]);
});

it('is nothing to somebody who is not signed in', async () => {
  const { id } = await sent();
  expect(codesOf(await media.as(ANONYMOUS)(ENTITIES, represented([id])))).toEqual(['UNAUTHENTICATED']);
  expect(codesOf(await media.as(ANONYMOUS)('query ($id: ID!) { attachment(id: $id) { id } }', { id }))).toEqual([
    'UNAUTHENTICATED',
  ]);
});

it('is looked up with fifty others in one statement', async () => {
  const owner = aViewer();
  const reader = aViewer({ tenant: owner.tenant });
  const conversations = await Promise.all(
    Array.from({ length: 5 }, () => aConversation(media.database, owner.tenant, [owner, reader])),
  );
  const files = await Promise.all(Array.from({ length: 50 }, () => upload(media, owner, aText)));
  const ids = files.map(({ id }) => id);
  for (const [n, conversation] of conversations.entries())
    expect(await claim(media, { ids: ids.slice(n * 10, n * 10 + 10), by: owner, conversation })).toBe(true);

  // which looks for uploads in the same database
  await media.scanner.stop();
  const before = media.database.statements;
  expect(await entities(reader, ids)).toEqual(ids);
  expect(media.database.statements - before).toBe(1);
  const then = media.database.statements;
  expect(await entities(owner, ids)).toEqual(ids);
  expect(media.database.statements - then).toBe(1);
});
