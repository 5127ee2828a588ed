import { aViewer, codesOf } from '@parley/testing/viewers';
import pino from 'pino';
import { keyOf } from '../store/objects';
import {
  aConversation,
  aPng,
  announce,
  aText,
  changesIn,
  claim,
  COMPLETE,
  openMedia,
  seenBy,
  send,
  upload,
  type Media,
} from '../testing/media';
import { orphanCollector } from './collect-orphans';

let media: Media;
beforeEach(async () => (media = await openMedia()));
afterEach(() => media.close());

const logger = pino({ level: 'silent' });
const NO_JOB = { id: 'job', data: null };
const collect = () => orphanCollector({ ...media, logger })(NO_JOB, () => false);
const HOUR_MS = 3_600_000;
const UPLOAD_LIFE_MS = 900_000;

it('forgets what was never completed, and its bytes, and nothing else', async () => {
  const viewer = aViewer();
  const complete = await upload(media, viewer, aText);
  const unsent = await announce(media, viewer, aText);
  const sent = await announce(media, viewer, aText);
  await send(sent, aText.bytes);
  await media.pass(UPLOAD_LIFE_MS + HOUR_MS);
  const recent = await announce(media, viewer, aText);

  await Promise.all([collect(), collect()]);

  expect(await seenBy(media, viewer, unsent.id)).toBeNull();
  expect(await seenBy(media, viewer, sent.id)).toBeNull();
  expect(await media.objects.inspect(keyOf({ tenant: viewer.tenant, id: sent.id }))).toBeUndefined();
  expect(codesOf(await media.as(viewer)(COMPLETE, { id: sent.id }))).toEqual(['NOT_FOUND']);
  expect(await seenBy(media, viewer, complete.id)).toMatchObject({ status: 'READY' });
  expect(await seenBy(media, viewer, recent.id)).toMatchObject({ status: 'PENDING' });
});

it('rejects what was sent in a message and never completed, and tells it there', async () => {
  const viewer = aViewer();
  const colleague = aViewer({ tenant: viewer.tenant });
  const conversation = await aConversation(media.database, viewer.tenant, [viewer, colleague]);
  const broken = await announce(media, viewer, aText);
  await send(broken, aText.bytes);
  expect(await claim(media, { ids: [broken.id], by: viewer, conversation })).toBe(true);
  await media.pass(UPLOAD_LIFE_MS + HOUR_MS);

  await Promise.all([collect(), collect()]);

  expect(await seenBy(media, colleague, broken.id)).toMatchObject({
    status: 'REJECTED',
    rejectedBecause: expect.stringContaining('never completed'),
    url: null,
  });
  expect(await changesIn(media, conversation)).toEqual([{ actor: null, attachmentId: broken.id }]);
  expect(await media.objects.inspect(keyOf({ tenant: viewer.tenant, id: broken.id }))).toBeUndefined();
});

it('deletes what nobody has sent or shown for a day, and former avatars a day after that', async () => {
  const viewer = aViewer();
  const [unsent, sent] = [await upload(media, viewer, aText), await upload(media, viewer, aText)];
  const avatar = await upload(media, viewer, aPng(9, 9));
  const conversation = await aConversation(media.database, viewer.tenant, [viewer]);
  expect(await claim(media, { ids: [sent.id], by: viewer, conversation })).toBe(true);
  const of = [avatar.id, viewer.user, viewer.tenant];
  await media.database.query('select media.claim_avatar($1, $2, $3)', of);
  const statuses = async () =>
    Promise.all([unsent, sent, avatar].map(async ({ id }) => (await seenBy(media, viewer, id))?.status));

  await media.pass(24 * HOUR_MS - 60_000);
  await collect();
  expect(await statuses()).toEqual(['READY', 'READY', 'READY']);
  await media.pass(120_000);
  await Promise.all([collect(), collect()]);
  expect(await statuses()).toEqual(['REJECTED', 'READY', 'READY']);
  expect(await claim(media, { ids: [unsent.id], by: viewer, conversation })).toBe(false);

  await media.database.query('select media.release_avatar($1, $2, $3)', of);
  // the clock of the database has not moved on
  await media.database.query(`update media.attachment set idle_since = now() + interval '1 day' where id = $1`, [
    avatar.id,
  ]);
  await collect();
  expect(await statuses()).toEqual(['REJECTED', 'READY', 'READY']);
  await media.pass(24 * HOUR_MS);
  await collect();
  expect(await statuses()).toEqual(['REJECTED', 'READY', 'REJECTED']);
});

it('leaves an upload an hour beyond its URL', async () => {
  const viewer = aViewer();
  const late = await announce(media, viewer, aText);
  await send(late, aText.bytes);
  await media.pass(UPLOAD_LIFE_MS + HOUR_MS - 60_000);
  await collect();
  const { data } = await media.as(viewer)<{ completeUpload: { status: string } }>(COMPLETE, { id: late.id });
  expect(data?.completeUpload.status).toBe('READY');
});

it('collects more than a batch, and ends after one where the process stops', async () => {
  const viewer = aViewer();
  await media.database.query(
    `insert into media.attachment (id, tenant, owner, file_name, mime_type, size, sha256, status, created_at, upload_expires_at)
     select gen_random_uuid(), $1, $2, 'a', 'text/plain', 1, repeat('ab', 32), 'PENDING', now(), now() - interval '1 day'
     from generate_series(1, 250)`,
    [viewer.tenant, viewer.user],
  );
  const left = async () =>
    (await media.database.query<{ count: number }>('select count(*) from media.attachment'))[0]!.count;
  let checks = 0;
  await orphanCollector({ ...media, logger })(NO_JOB, () => checks++ > 0);
  expect(await left()).toBe(150);
  await collect();
  expect(await left()).toBe(0);
});
