import sharp from 'sharp';
import { aPng, aPngHeader } from '../testing/media';
import { type ImageType } from './image';
import { renderImage } from './render-image';
import { THUMBNAIL_NAMES, type Rendered } from './renditions';

const noise = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 30 }, background: '' } });

/** A photograph as a phone makes it: turned, and with where it was taken. */
const photograph = (width: number, height: number) =>
  noise(width, height)
    .withExif({ IFD0: { Model: 'A phone' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' } })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>Home</place></x:xmpmeta>')
    .withMetadata({ orientation: 6 });

async function rendered(type: ImageType, bytes: Buffer): Promise<Rendered> {
  const result = await renderImage(type, bytes);
  if (typeof result === 'string') throw new Error(result);
  return result;
}

const sizesOf = ({ thumbnails }: Rendered) => thumbnails.map(({ name, width, height }) => [name, width, height]);

test.each([
  ['image/jpeg', 'jpeg'],
  ['image/png', 'png'],
  ['image/webp', 'webp'],
  ['image/avif', 'avif'],
] as const)('of %s nothing is shown but its pixels, upright', async (type, format) => {
  const bytes = await photograph(400, 300).toFormat(format, { effort: 1 }).toBuffer();
  expect((await sharp(bytes).metadata()).exif).toBeDefined();
  const { shown, thumbnails } = await rendered(type, bytes);
  expect(shown).toMatchObject({ mimeType: type, width: 300, height: 400 });
  for (const one of [shown, ...thumbnails]) {
    const metadata = await sharp(one.bytes).metadata();
    expect(metadata).toMatchObject({ width: one.width, height: one.height, mediaType: one.mimeType });
    for (const kept of ['exif', 'xmp', 'iptc', 'icc', 'orientation', 'comments'])
      expect(metadata).not.toHaveProperty(kept);
    for (const text of ['A phone', 'Home']) expect(one.bytes.includes(text)).toBe(false);
  }
});

test('a large image has thumbnails of two sizes in two formats', async () => {
  const bytes = await noise(2_000, 1_000).jpeg().toBuffer();
  const image = await rendered('image/jpeg', bytes);
  expect(sizesOf(image)).toEqual([
    ['320-webp', 320, 160],
    ['320-jpeg', 320, 160],
    ['960-webp', 960, 480],
    ['960-jpeg', 960, 480],
  ]);
  expect(image.thumbnails.map(({ name }) => name)).toEqual(THUMBNAIL_NAMES);
});

test('nothing is enlarged, nor made twice of one size', async () => {
  expect(sizesOf(await rendered('image/png', aPng(7, 5).bytes))).toEqual([
    ['320-webp', 7, 5],
    ['320-jpeg', 7, 5],
  ]);
  expect(sizesOf(await rendered('image/png', aPng(500, 5).bytes)).map(([, width]) => width)).toEqual([
    320, 320, 500, 500,
  ]);
});

test('what is transparent stays so, and is white where it can not be', async () => {
  const clear = await sharp({ create: { width: 9, height: 9, channels: 4, background: '#0000' } })
    .png()
    .toBuffer();
  const { shown, thumbnails } = await rendered('image/png', clear);
  expect((await sharp(shown.bytes).stats()).isOpaque).toBe(false);
  const { dominant } = await sharp(thumbnails[1]!.bytes).stats();
  expect(dominant.r).toBeGreaterThan(240);
});

const moving = (side: number, pages: number) =>
  sharp(
    Array.from({ length: pages }, (_, n) => ({
      create: { width: side, height: side, channels: 3 as const, background: { r: n * 9, g: 0, b: 0 } },
    })) as never,
    { join: { animated: true } },
  );

test.each(['gif', 'webp'] as const)('an animated %s goes on moving, and its thumbnails stand', async (format) => {
  const { shown, thumbnails } = await rendered(`image/${format}`, await moving(40, 3).toFormat(format).toBuffer());
  expect(shown).toMatchObject({ width: 40, height: 40 });
  expect(await sharp(shown.bytes, { animated: true }).metadata()).toMatchObject({ pages: 3, pageHeight: 40 });
  expect((await sharp(thumbnails[0]!.bytes).metadata()).pages ?? 1).toBe(1);
});

test('a bomb is not set off: what moves counts with all its pictures', async () => {
  const still = await sharp({ create: { width: 2_048, height: 2_048, channels: 3, background: 'red' } })
    .gif()
    .toBuffer();
  // the one picture of a GIF is all between its colours and its last byte
  const head = 13 + 3 * 2 ** ((still[10]! & 7) + 1);
  const picture = still.subarray(head, -1);
  const bomb = Buffer.concat([still.subarray(0, head), ...Array<Buffer>(33).fill(picture), still.subarray(-1)]);
  expect(await renderImage('image/gif', still)).toMatchObject({ shown: { width: 2_048 } });
  expect(await renderImage('image/gif', bomb)).toMatch('no whole image/gif');
  expect(await renderImage('image/png', aPngHeader(50_000, 50_000).bytes)).toMatch('no whole image/png');
});

test('what is cut off, or other than it says, is no image', async () => {
  const jpeg = await noise(300, 300).jpeg().toBuffer();
  expect(await renderImage('image/jpeg', jpeg.subarray(0, jpeg.length / 2))).toMatch('no whole image/jpeg');
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
  );
  expect(await renderImage('image/png', svg)).toMatch('no whole image/png');
});

test('what hangs behind an image is not shown', async () => {
  const polyglot = Buffer.concat([await noise(30, 30).jpeg().toBuffer(), Buffer.from('<script>alert(1)</script>')]);
  const { shown } = await rendered('image/jpeg', polyglot);
  expect(shown.bytes.includes('script')).toBe(false);
});
