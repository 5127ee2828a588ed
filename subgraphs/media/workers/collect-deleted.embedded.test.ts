import type { AttachmentId, ConversationId } from '@parley/contracts/ids';
import { unavailable } from '@parley/contracts/errors';
import type { Viewer } from '@parley/contracts/principal';
import { noCdn, type Cdn } from '@parley/ports/objects/cdn';
import type { ObjectKey, ObjectStore } from '@parley/ports/objects/object-store';
import { until } from '@parley/testing/until';
import { aViewer } from '@parley/testing/viewers';
import pino from 'pino';
import { DELETIONS, SCAN_MS } from '../domain/queues';
import { keyOf, keysOf } from '../store/objects';
import {
  aConversation,
  announce,
  aPng,
  aText,
  changesIn,
  claim,
  COMPLETE,
  openMedia,
  release,
  seenBy,
  send,
  upload,
  type File,
  type Media,
} from '../testing/media';
import { missingJobs } from './add-missing-jobs';
import { deletedCollector } from './collect-deleted';

let media: Media;
let by: Viewer;
let conversation: ConversationId;
beforeEach(async () => {
  media = await openMedia();
  by = aViewer();
  conversation = await aConversation(media.database, by.tenant, [by]);
});
afterEach(() => media.close());

const HOUR_MS = 3_600_000;
const UPLOAD_LIFE_MS = 900_000;

/** Runs collectors, as of several processes, while `work` does. */
async function collecting(
  work: () => Promise<unknown>,
  { cdn = noCdn, objects = media.objects }: { cdn?: Cdn; objects?: ObjectStore } = {},
) {
  const run = deletedCollector({ ...media, objects, cdn });
  const collectors = [1, 2].map(() => media.runs([{ queue: DELETIONS, run }]));
  for (const collector of collectors) await collector.start();
  try {
    await work();
  } finally {
    for (const collector of collectors) await collector.stop();
  }
}

/** Uploads a file and sends it; gives its id. */
async function sent(file: File = aText): Promise<AttachmentId> {
  const { id } = await upload(media, by, file);
  expect(await claim(media, { ids: [id], by, conversation })).toBe(true);
  return id;
}

const objectsOf = async (id: AttachmentId): Promise<ObjectKey[]> => {
  const keys = keysOf({ tenant: by.tenant, id });
  const sizes = await Promise.all(keys.map((key) => media.objects.size(key)));
  return keys.filter((_, n) => sizes[n] !== undefined);
};
const isGone = async (id: AttachmentId) => (await objectsOf(id)).length === 0;
const isForgotten = async (id: AttachmentId) => (await seenBy(media, by, id)) === null;

it('deletes what was uploaded and all that was made of it, and nothing else', async () => {
  const [picture, text, other] = [await sent(aPng(400, 400)), await sent(), await sent()];
  const { url } = (await seenBy(media, by, text))!;
  expect((await objectsOf(picture)).length).toBeGreaterThan(1);
  await release(media, { ids: [picture, text], conversation });
  await collecting(async () => {
    await until(() => isGone(picture));
    await until(() => isGone(text));
  });
  expect((await fetch(url!)).status).toBe(404);
  expect(await objectsOf(other)).toHaveLength(1);
  expect(await seenBy(media, by, other)).toMatchObject({ status: 'READY' });
});

it('deletes once more what was sent to the URL of the upload meanwhile, and then forgets it', async () => {
  const announced = await announce(media, by, aText);
  await send(announced, aText.bytes);
  await media.as(by)(COMPLETE, { id: announced.id });
  expect(await claim(media, { ids: [announced.id], by, conversation })).toBe(true);
  await release(media, { ids: [announced.id], conversation });
  await collecting(() => until(() => isGone(announced.id)));
  expect((await send(announced, aText.bytes)).status).toBe(204);
  await media.pass(HOUR_MS);
  await collecting(async () => undefined);
  expect(await objectsOf(announced.id)).toHaveLength(1);
  expect(await isForgotten(announced.id)).toBe(false);
  await media.pass(UPLOAD_LIFE_MS);
  await collecting(() => until(() => isForgotten(announced.id)));
  expect(await objectsOf(announced.id)).toEqual([]);
});

it('deletes what a scan makes that was under way, which tells nobody of it', async () => {
  await media.scanner.stop();
  const { id, ...announced } = await announce(media, by, aPng(400, 400));
  await send({ id, ...announced }, aPng(400, 400).bytes);
  await media.as(by)(COMPLETE, { id });
  expect(await claim(media, { ids: [id], by, conversation })).toBe(true);
  let goOn!: () => void;
  const released = new Promise<void>((resolve) => (goOn = resolve));
  let isWriting = false;
  const objects: ObjectStore = {
    ...media.objects,
    async put(...object) {
      isWriting = true;
      await released;
      await media.objects.put(...object);
    },
  };
  const scanner = media.scanning({ objects });
  await scanner.start();
  await until(() => isWriting);
  await release(media, { ids: [id], conversation });
  await collecting(() => until(() => isGone(id)));
  goOn();
  await scanner.stop();
  expect((await objectsOf(id)).length).toBeGreaterThan(0);
  expect(await seenBy(media, by, id)).toMatchObject({ status: 'REJECTED', url: null, thumbnails: [] });
  expect(await changesIn(media, conversation)).toEqual([]);
  await media.pass(SCAN_MS + HOUR_MS + UPLOAD_LIFE_MS);
  await collecting(() => until(() => isForgotten(id)));
  expect(await objectsOf(id)).toEqual([]);
});

it('does again what was broken off between the objects and the row', async () => {
  const id = await sent();
  await release(media, { ids: [id], conversation });
  await media.pass(UPLOAD_LIFE_MS + HOUR_MS);
  const purged: ObjectKey[][] = [];
  const away: Cdn = { purge: () => Promise.reject(unavailable('away')) };
  const there: Cdn = { purge: async (keys) => void purged.push([...keys]) };
  await collecting(() => until(() => isGone(id)), { cdn: away });
  expect(await isForgotten(id)).toBe(false);
  await media.retryNow();
  await collecting(() => until(() => isForgotten(id)), { cdn: there });
  expect(purged).toEqual([keysOf({ tenant: by.tenant, id })]);
});

it('goes on with the others where one cannot be deleted', async () => {
  const ids: AttachmentId[] = [];
  for (let n = 0; n < 25; n++) ids.push(await sent());
  await release(media, { ids, conversation });
  const [stuck, ...others] = ids;
  const objects: ObjectStore = {
    ...media.objects,
    delete: (key) =>
      key === keyOf({ tenant: by.tenant, id: stuck! }) ? Promise.reject(unavailable('no')) : media.objects.delete(key),
  };
  await collecting(() => until(async () => (await Promise.all(others.map(isGone))).every(Boolean)), { objects });
  expect(await objectsOf(stuck!)).toHaveLength(1);
  await media.retryNow();
  await collecting(() => until(() => isGone(stuck!)));
});

it('deletes what has no job, as a process of the previous version left it', async () => {
  const [id, other] = [await sent(), await sent()];
  await release(media, { ids: [id], conversation });
  await media.database.query('delete from jobs.job');
  await missingJobs({ ...media, logger: pino({ level: 'silent' }) })({ id: 'job', data: null }, () => false);
  await collecting(() => until(() => isGone(id)));
  expect(await objectsOf(other)).toHaveLength(1);
});
