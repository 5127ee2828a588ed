import sharp, { type Sharp } from 'sharp';
import { MAX_PIXELS, type ImageType } from './image';
import { SIDES, type Format, type Rendered, type Rendition } from './renditions';

/** Of each of the six images that are made. */
const TIMEOUT_SECONDS = 20;

const ENCODE: Record<ImageType, (image: Sharp) => Sharp> = {
  'image/avif': (image) => image.avif({ quality: 65, effort: 0 }),
  'image/gif': (image) => image.gif(),
  'image/jpeg': (image) => image.jpeg({ quality: 90 }),
  'image/png': (image) => image.png(),
  'image/webp': (image) => image.webp({ quality: 90 }),
};

// images come one by one, none of them twice, and the processors have other work
sharp.concurrency(1);
sharp.cache(false);
// libvips reads far more than images of the web: SVG, PDF, whatever ImageMagick knows
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['Jpeg', 'Png', 'Nsgif', 'Webp', 'Heif'].map((type) => `VipsForeignLoad${type}`) });

/** A text, why not, where the bytes can't be decoded whole, or not in reasonable time. */
export async function renderImage(mimeType: ImageType, bytes: Buffer): Promise<Rendered | string> {
  try {
    const shown = await renderWhole(mimeType, bytes);
    const longest = Math.max(shown.width, shown.height);
    const thumbnails: Rendered['thumbnails'][number][] = [];
    for (const [n, side] of SIDES.entries())
      if (n === 0 || longest > SIDES[n - 1]!) thumbnails.push(...(await thumbnailsOf(bytes, side)));
    return { shown, thumbnails };
  } catch (error) {
    return /timeout/i.test(String(error)) ? 'It takes too long to decode' : `Its bytes are no whole ${mimeType}`;
  }
}

const open = (bytes: Buffer, animated = false): Sharp =>
  sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS, animated }).timeout({ seconds: TIMEOUT_SECONDS });

/** Pictures that move go on moving, as they lie: only those that don't can be turned. */
async function renderWhole(mimeType: ImageType, bytes: Buffer): Promise<Rendition> {
  const { pages = 1 } = await open(bytes).metadata();
  const image = pages > 1 ? open(bytes, true) : open(bytes).autoOrient();
  const { data, info } = await ENCODE[mimeType](image).toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.pageHeight ?? info.height, mimeType, bytes: data };
}

async function thumbnailsOf(bytes: Buffer, side: number) {
  const small = open(bytes).autoOrient().resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true });
  const { data: pixels, info: raw } = await small.raw().toBuffer({ resolveWithObject: true });
  const encode = async (format: Format) => {
    // JPEG has no transparency
    const image = format === 'jpeg' ? sharp(pixels, { raw }).flatten({ background: 'white' }) : sharp(pixels, { raw });
    const { data } = await image.toFormat(format, { quality: 80 }).toBuffer({ resolveWithObject: true });
    const { width, height } = raw;
    return { name: `${side}-${format}`, width, height, mimeType: `image/${format}`, bytes: data };
  };
  return [await encode('webp'), await encode('jpeg')];
}
