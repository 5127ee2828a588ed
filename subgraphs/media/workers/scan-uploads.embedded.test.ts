import type { ConversationId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { unavailable } from '@parley/contracts/errors';
import type { ObjectStore } from '@parley/ports/objects/object-store';
import { until } from '@parley/testing/until';
import { aViewer } from '@parley/testing/viewers';
import pino from 'pino';
import sharp from 'sharp';
import type { ImageRenderer } from '../domain/image-renderer';
import { THUMBNAIL_NAMES } from '../domain/renditions';
import { keyOf, shownKeyOf, thumbnailKeyOf } from '../store/objects';
import {
  aConversation,
  announce,
  announcementOf,
  aPng,
  aText,
  changesIn,
  claim,
  COMPLETE,
  openMedia,
  seenBy,
  send,
  settled,
  upload,
  type File,
  type Media,
} from '../testing/media';

import { missingJobs } from './add-missing-jobs';

const NO_JOB = { id: 'job', data: null };

let media: Media;
let by: Viewer;
let colleague: Viewer;
let conversation: ConversationId;
beforeEach(async () => {
  media = await openMedia();
  by = aViewer();
  colleague = aViewer({ tenant: by.tenant });
  conversation = await aConversation(media.database, by.tenant, [by, colleague]);
});
afterEach(() => media.close());

/** As a phone takes it: lying on its side, and with where it was taken. */
async function aPhotograph(): Promise<File> {
  const pixels = { width: 1_200, height: 800, channels: 3, background: 'teal' } as const;
  const bytes = await sharp({ create: pixels })
    .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  expect((await sharp(bytes).metadata()).exif!.includes('N\0')).toBe(true);
  return { fileName: 'holiday.jpg', mimeType: 'image/jpeg', bytes };
}

const bytesAt = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());

const statusIn = ({ data }: { data?: unknown }) =>
  (data as { completeUpload: { status: string } }).completeUpload.status;

/** Announces, sends and completes while nobody scans; gives its id. */
async function unscanned(file: File): Promise<string> {
  await media.scanner.stop();
  const announced = await announce(media, by, file);
  await send(announced, file.bytes);
  expect(statusIn(await media.as(by)(COMPLETE, { id: announced.id }))).toBe('SCANNING');
  return announced.id;
}

const objectsOf = async (id: string) => {
  const of = { tenant: by.tenant, id: id as never };
  const keys = [keyOf(of), shownKeyOf(of), ...THUMBNAIL_NAMES.map((name) => thumbnailKeyOf(of, name))];
  const found = await Promise.all(keys.map((key) => media.objects.inspect(key)));
  return keys.filter((_, n) => found[n]).map((key) => key.replace(`${by.tenant}/${id}`, ''));
};

it('shows a photograph upright, in thumbnails too, and not where it was taken', async () => {
  const photograph = await aPhotograph();
  const seen = await upload(media, by, photograph);
  const { size, sha256 } = announcementOf(photograph);
  expect(seen).toMatchObject({ status: 'READY', width: 800, height: 1_200, size, sha256 });
  expect(seen.thumbnails.map(({ width, height, mimeType }) => [width, height, mimeType])).toEqual([
    [213, 320, 'image/webp'],
    [213, 320, 'image/jpeg'],
    [640, 960, 'image/webp'],
    [640, 960, 'image/jpeg'],
  ]);
  for (const { url, mimeType, width } of [{ ...seen, mimeType: 'image/jpeg' }, ...seen.thumbnails]) {
    const answer = await fetch(url!);
    expect(answer.headers.get('content-type')).toBe(mimeType);
    expect(answer.headers.get('content-disposition')).toMatch(/^inline/);
    const metadata = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
    expect(metadata).toMatchObject({ width, mediaType: mimeType });
    expect(metadata.exif).toBeUndefined();
  }
  expect(await objectsOf(seen.id)).toEqual(['/shown', '/320-webp', '/320-jpeg', '/960-webp', '/960-jpeg']);
});

it('shows the same when what was uploaded is sent again', async () => {
  const photograph = await aPhotograph();
  const announced = await announce(media, by, photograph);
  await send(announced, photograph.bytes);
  await media.as(by)(COMPLETE, { id: announced.id });
  await settled(media, by, announced.id);
  expect((await send(announced, photograph.bytes)).status).toBe(204);
  const { url } = (await seenBy(media, by, announced.id))!;
  expect((await sharp(await bytesAt(url!)).metadata()).exif).toBeUndefined();
});

it('is waited for by nobody where it does not run, and takes up what was left', async () => {
  const id = await unscanned(aPng(9, 9));
  expect(await seenBy(media, by, id)).toMatchObject({ status: 'SCANNING', url: null, thumbnails: [], width: null });
  await media.scanner.start();
  expect(await settled(media, by, id)).toMatchObject({ status: 'READY', width: 9 });
});

it('renders the images of people in turns: one who brings many holds up nobody else', async () => {
  const many = [aPng(11, 9), aPng(12, 9), aPng(13, 9)];
  await media.scanner.stop();
  const complete = async (viewer: Viewer, file: File) => {
    const announced = await announce(media, viewer, file);
    await send(announced, file.bytes);
    await media.as(viewer)(COMPLETE, { id: announced.id });
  };
  for (const file of many) await complete(by, file);
  await complete(colleague, aPng(21, 9));
  await complete(colleague, aPng(22, 9));
  const widths: number[] = [];
  const images = {
    async render(...args: Parameters<ImageRenderer['render']>) {
      const result = await media.images.render(...args);
      if (typeof result !== 'string') widths.push(result.shown.width);
      return result;
    },
  };
  const scanner = media.scanning({ images });
  await scanner.start();
  await until(() => widths.length === 5);
  await scanner.stop();
  expect(widths).toEqual([11, 21, 12, 22, 13]);
});

it('tells of an image in the conversation it was sent to, once, when it is READY', async () => {
  const id = await unscanned(aPng(9, 9));
  expect(await claim(media, { ids: [id], by, conversation })).toBe(true);
  expect(await seenBy(media, colleague, id)).toMatchObject({ status: 'SCANNING' });
  expect(await changesIn(media, conversation)).toEqual([]);
  const others = [1, 2].map(() => media.scanning());
  for (const one of [media.scanner, ...others]) await one.start();
  expect(await settled(media, colleague, id)).toMatchObject({ status: 'READY' });
  for (const one of others) await one.stop();
  expect(await changesIn(media, conversation)).toEqual([{ actor: null, attachmentId: id }]);
});

/** As a process leaves the scan that was killed in the middle of it. */
async function killedWhileScanning(id: string): Promise<void> {
  await media.database.query('update media.attachment set scans = scans + 1 where id = $1', [id]);
  const killed = `update jobs.job set state = 'active', started_on = now() - expire_in where singleton_key = $1`;
  await media.database.query(killed, [id]);
}

it('repeats the scan of a process that was killed', async () => {
  const id = await unscanned(aPng(9, 9));
  await killedWhileScanning(id);
  await media.scanner.start();
  await until(async () => (await media.retryNow(), (await seenBy(media, by, id))?.status === 'READY'));
  expect(await seenBy(media, by, id)).toMatchObject({ width: 9 });
});

it.each([aPng(9, 9), aText])('gets a job of the missing ones where it has none: %#', async (file) => {
  const id = await unscanned(file);
  const keys = async () =>
    (
      await media.database.query<{ key: string }>(`select singleton_key as key from jobs.job where name like 'media-%'`)
    ).map(({ key }) => key);
  const addMissing = () => missingJobs({ ...media, logger: pino({ level: 'silent' }) })(NO_JOB, () => false);
  await addMissing();
  expect(await keys()).toEqual([id]);
  await media.database.query('delete from jobs.job');
  await addMissing();
  await addMissing();
  expect(await keys()).toEqual([id]);
  await media.scanner.start();
  expect(await settled(media, by, id)).toMatchObject({ status: 'READY' });
});

it('comes to the same where the process was killed after what was uploaded had been deleted', async () => {
  const photograph = await aPhotograph();
  const { id } = await upload(media, by, photograph);
  await media.database.query(
    `update media.attachment set status = 'SCANNING', width = null, shown_sha256 = null, thumbnails = '[]' where id = $1`,
    [id],
  );
  // the job of the first scan is deleted after its outcome is there
  const addMissing = missingJobs({ ...media, logger: pino({ level: 'silent' }) });
  await until(async () => (await addMissing(NO_JOB, () => false), (await seenBy(media, by, id))?.status === 'READY'));
  const seen = await settled(media, by, id);
  expect(seen).toMatchObject({ status: 'READY', width: 800, height: 1_200 });
  expect((await sharp(await bytesAt(seen.url!)).metadata()).width).toBe(800);
});

it('gives up an image that ended each process that began it, and what there was of it', async () => {
  const id = await unscanned(aPng(9, 9));
  const of = { tenant: by.tenant, id: id as never };
  await media.objects.put({ key: thumbnailKeyOf(of, '320-webp'), mimeType: 'image/webp' }, Buffer.from('half'));
  await media.database.query('update media.attachment set scans = 3 where id = $1', [id]);
  await media.scanner.start();
  expect(await settled(media, by, id)).toMatchObject({ status: 'REJECTED', rejectedBecause: expect.any(String) });
  await until(async () => (await objectsOf(id)).length === 0);
});

it('looks again at what a store that is down kept it from', async () => {
  const id = await unscanned(aPng(9, 9));
  let tried = 0;
  const objects: ObjectStore = { ...media.objects, put: () => Promise.reject(unavailable(`down, ${++tried}`)) };
  const failing = media.scanning({ objects });
  await failing.start();
  for (let times = 1; times <= 5; times++) {
    await until(async () => (await media.retryNow(), tried >= times));
    expect(await seenBy(media, by, id)).toMatchObject({ status: 'SCANNING' });
  }
  await failing.stop();
  await media.retryNow();
  await media.scanner.start();
  expect(await settled(media, by, id)).toMatchObject({ status: 'READY' });
});

it('looks at one image at a time', async () => {
  await media.scanner.stop();
  let [under, most] = [0, 0];
  const objects: ObjectStore = {
    ...media.objects,
    async put(...object) {
      most = Math.max(most, ++under);
      await media.objects.put(...object);
      under--;
    },
  };
  const scanner = media.scanning({ objects });
  await scanner.start();
  const seen = await Promise.all(Array.from({ length: 12 }, () => upload(media, by, aPng(40, 40))));
  await scanner.stop();
  expect(seen.every(({ status }) => status === 'READY')).toBe(true);
  expect(most).toBe(1);
});
