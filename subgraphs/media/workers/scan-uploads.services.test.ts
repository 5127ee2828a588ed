import type { ConversationId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { clamd } from '@parley/ports/malware/clamd';
import { EICAR } from '@parley/ports/malware/conformance';
import { s3Store, type S3Store } from '@parley/ports/objects/s3';
import { contentRules } from '@parley/ports/safety/content-rules';
import { aBucket } from '@parley/testing/bucket';
import { faultyLink, type FaultyLink } from '@parley/testing/faulty-link';
import { serviceUrl } from '@parley/testing/services';
import { until } from '@parley/testing/until';
import { aViewer } from '@parley/testing/viewers';
import pino from 'pino';
import sharp from 'sharp';
import { THUMBNAIL_NAMES } from '../domain/renditions';
import { keyOf, shownKeyOf, thumbnailKeyOf } from '../store/objects';
import {
  aConversation,
  announce,
  announcementOf,
  aPng,
  aPngHeader,
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
import { orphanCollector } from './collect-orphans';

async function s3(): Promise<S3Store> {
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_REGION: region, ...keys } = await aBucket();
  const credentials = { accessKeyId: keys.S3_ACCESS_KEY, secretAccessKey: keys.S3_SECRET_KEY };
  return s3Store({ endpoint, bucket, region, credentials });
}

const anInfected = (mimeType = 'text/plain'): File => ({ fileName: 'eicar', mimeType, bytes: Buffer.from(EICAR) });

describe.each(['local disk', 'S3'])('uploads to %s that clamd looks at', (where) => {
  let store: S3Store | undefined;
  let link: FaultyLink;
  let media: Media;
  let by: Viewer;
  let conversation: ConversationId;
  beforeAll(async () => {
    link = await faultyLink(serviceUrl('clamd'));
    store = where === 'S3' ? await s3() : undefined;
  });
  beforeEach(async () => {
    const safety = contentRules({ types: ['application/x-msdownload'], names: ['*.exe'], sha256: [] });
    media = await openMedia({ objects: store, malware: clamd({ url: link.url }), safety });
    by = aViewer();
    conversation = await aConversation(media.database, by.tenant, [by]);
  });
  afterEach(async () => {
    await link.mend();
    await media.close();
  });
  afterAll(async () => {
    store?.close();
    await link.close();
  });

  const left = async (id: string) => {
    const of = { tenant: by.tenant, id: id as never };
    const keys = [keyOf(of), shownKeyOf(of), ...THUMBNAIL_NAMES.map((name) => thumbnailKeyOf(of, name))];
    const sizes = await Promise.all(keys.map((key) => media.objects.size(key)));
    return sizes.filter((size) => size !== undefined).length;
  };
  const rejected = async (file: File, because: RegExp) => {
    const seen = await upload(media, by, file);
    expect(seen).toMatchObject({ status: 'REJECTED', url: null, rejectedBecause: expect.stringMatching(because) });
    expect(await left(seen.id)).toBe(0);
  };

  it('are REJECTED with malware in them, whatever they are said to be, and their bytes are gone', async () => {
    await rejected(anInfected(), /eicar/i);
    await rejected(anInfected('application/octet-stream'), /eicar/i);
    await rejected({ ...aPng(9, 9), bytes: Buffer.concat([aPng(9, 9).bytes, Buffer.from(EICAR)]) }, /eicar/i);
  });

  it('tell their conversation of it, where they were sent before', async () => {
    const file = anInfected();
    const announced = await announce(media, by, file);
    expect(await claim(media, { ids: [announced.id], by, conversation })).toBe(true);
    await send(announced, file.bytes);
    await media.as(by)(COMPLETE, { id: announced.id });
    expect(await settled(media, by, announced.id)).toMatchObject({ status: 'REJECTED', url: null });
    expect(await changesIn(media, conversation)).toEqual([{ actor: null, attachmentId: announced.id }]);
  });

  it('are READY where nothing is in them', async () => {
    expect(await upload(media, by, aText)).toMatchObject({ status: 'READY', url: expect.any(String) });
    expect(await upload(media, by, aPng(9, 9))).toMatchObject({ status: 'READY', width: 9 });
  });

  it.each([aText, aPng(9, 9)])(
    'stay SCANNING while the scanner is down, and go on when it is back: %#',
    async (file) => {
      await link.cut();
      const announced = await announce(media, by, file);
      await send(announced, file.bytes);
      await media.as(by)(COMPLETE, { id: announced.id });
      // more often than a scan may end with its process
      await until(async () => (await media.retryNow(), (await retriesOf(announced.id)) >= 5));
      expect(await seenBy(media, by, announced.id)).toMatchObject({ status: 'SCANNING', url: null, thumbnails: [] });
      await link.mend();
      await media.retryNow();
      expect(await settled(media, by, announced.id)).toMatchObject({ status: 'READY' });
    },
  );

  const retriesOf = async (id: string): Promise<number> => {
    const query = 'select retry_count as retries from jobs.job where singleton_key = $1';
    return (await media.database.query<{ retries: number }>(query, [id]))[0]!.retries;
  };

  it('are REJECTED by the rules of what is taken', async () => {
    await rejected({ ...aText, mimeType: 'application/x-msdownload' }, /type/);
    await rejected({ ...aText, fileName: 'Setup.EXE' }, /name/);
  });

  it('are REJECTED where they are not what they say, or too large to decode', async () => {
    await rejected({ ...aText, mimeType: 'image/png' }, /image\/png/);
    await rejected(aPngHeader(50_000, 50_000), /pixels/);
    // much in little, as a bomb is: 100 million pixels in 300 kB, of which there are none
    const bomb = aPngHeader(11_000, 11_000);
    await rejected({ ...bomb, bytes: Buffer.concat([bomb.bytes, Buffer.alloc(50_000)]) }, /whole/);
  });

  it('of an image that was announced as no image are saved, never shown', async () => {
    const seen = await upload(media, by, { ...aPng(9, 9), mimeType: 'application/pdf' });
    expect(seen).toMatchObject({ status: 'READY', mimeType: 'application/octet-stream', width: null, thumbnails: [] });
    expect((await fetch(seen.url!)).headers.get('content-disposition')).toMatch(/^attachment/);
  });

  it('with script in them are saved, never shown (16, 18)', async () => {
    const bytes = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const seen = await upload(media, by, { fileName: 'a.svg', mimeType: 'image/svg+xml', bytes });
    expect(seen).toMatchObject({ status: 'READY', width: null, thumbnails: [] });
    expect((await fetch(seen.url!)).headers.get('content-disposition')).toMatch(/^attachment/);
    const page = Buffer.from('<html><script>alert(1)</script></html>');
    const polyglot = await upload(media, by, { ...aPng(9, 9), bytes: Buffer.concat([aPng(9, 9).bytes, page]) });
    const shown = Buffer.from(await (await fetch(polyglot.url!)).arrayBuffer());
    expect(shown.includes('script')).toBe(false);
    expect(await sharp(shown).metadata()).toMatchObject({ format: 'png', width: 9 });
  });

  it('of photographs are shown upright, in two sizes and formats, and not where they were taken', async () => {
    const pixels = { width: 1_200, height: 800, channels: 3, background: 'teal' } as const;
    const bytes = await sharp({ create: pixels })
      .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const seen = await upload(media, by, { fileName: 'holiday.jpg', mimeType: 'image/jpeg', bytes });
    expect(seen).toMatchObject({ status: 'READY', width: 800, height: 1_200 });
    expect(seen.thumbnails.map(({ height, mimeType }) => [height, mimeType])).toEqual([
      [320, 'image/webp'],
      [320, 'image/jpeg'],
      [960, 'image/webp'],
      [960, 'image/jpeg'],
    ]);
    for (const { url, mimeType } of [{ url: seen.url!, mimeType: 'image/jpeg' }, ...seen.thumbnails]) {
      const answer = await fetch(url);
      expect(answer.headers.get('content-type')).toBe(mimeType);
      expect(answer.headers.get('content-disposition')).toMatch(/^inline/);
      const metadata = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
      expect(metadata).toMatchObject({ mediaType: mimeType });
      expect(metadata.exif).toBeUndefined();
    }
    expect(await media.objects.size(keyOf({ tenant: by.tenant, id: seen.id }))).toBeUndefined();
  });

  it('are refused with another size or checksum, and may then be sent as announced, once and twice', async () => {
    const announced = await announce(media, by, aText);
    for (const other of ['What was', 'What was SAID', 'What was said, and more'])
      expect((await send(announced, Buffer.from(other))).ok).toBe(false);
    const early = await media.as(by)(COMPLETE, { id: announced.id });
    expect(early.errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect((await send(announced, aText.bytes)).ok).toBe(true);
    await Promise.all([1, 2].map(() => media.as(by)(COMPLETE, { id: announced.id })));
    const seen = await settled(media, by, announced.id);
    const { size, sha256 } = announcementOf(aText);
    expect(seen).toMatchObject({ status: 'READY', size, sha256 });
    const again = await media.as(by)<{ completeUpload: object }>(COMPLETE, { id: announced.id });
    expect(again.data?.completeUpload).toMatchObject({ id: announced.id, status: 'READY' });
  });

  it('that are never completed are forgotten, with their bytes', async () => {
    const announced = await announce(media, by, aText);
    await send(announced, aText.bytes);
    expect(await left(announced.id)).toBe(1);
    await media.pass(2 * 3_600_000);
    await orphanCollector({ ...media, logger: pino({ level: 'silent' }) })({ id: 'job', data: null }, () => false);
    expect(await seenBy(media, by, announced.id)).toBeNull();
    expect(await left(announced.id)).toBe(0);
  });
});
