import { GIF } from 'image-size/types/gif';
import { HEIF } from 'image-size/types/heif';
import type { IImage } from 'image-size/types/interface';
import { JPG } from 'image-size/types/jpg';
import { PNG } from 'image-size/types/png';
import { WEBP } from 'image-size/types/webp';

/** The images that every browser shows, and that are shown in pages. */
const READERS = {
  'image/avif': { ...HEIF, validate: (bytes) => HEIF.validate(bytes) && isAvif(bytes) },
  'image/gif': GIF,
  'image/jpeg': JPG,
  'image/png': PNG,
  'image/webp': WEBP,
} as const satisfies Record<string, IImage>;

export type ImageType = keyof typeof READERS;
export const IMAGE_TYPES = Object.keys(READERS) as ImageType[];

/** More takes half a gigabyte of memory to show. */
export const MAX_PIXELS = 2 ** 27;
const MAX_SIDE = 32_767;

/** Bytes from the start of an image that hold its size: a camera may put megabytes of metadata before it. */
export const IMAGE_HEADER_BYTES = 4_194_304;
/** Bytes from the start of a file that tell which image it is, if it is one. */
export const SIGNATURE_BYTES = 256;

export const isShownImage = (mimeType: string): mimeType is ImageType => Object.hasOwn(READERS, mimeType);

/** Which image this is by its first bytes, whatever it is said to be; undefined for anything else. */
export function imageTypeOf(bytes: Uint8Array): ImageType | undefined {
  return IMAGE_TYPES.find((type) => reading(() => READERS[type].validate(bytes)));
}

/** Why an image of this type is not to be decoded, by its first bytes; undefined if it may be. Nothing is decoded. */
export function refusalOf(mimeType: ImageType, bytes: Uint8Array): string | undefined {
  if (imageTypeOf(bytes) !== mimeType) return `Its bytes are no ${mimeType}`;
  const size = reading(() => READERS[mimeType].calculate(bytes));
  if (!size || !(size.width > 0 && size.height > 0)) return `Its bytes are no ${mimeType}`;
  const { width, height } = size;
  return width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS
    ? `${width} × ${height} pixels are too many`
    : undefined;
}

/** `ftyp` (ISO 14496-12, 4.3) names a major brand, and others that hold too. */
function isAvif(bytes: Uint8Array): boolean {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const brands = Buffer.from(bytes.subarray(8, Math.min(length, SIGNATURE_BYTES))).toString('latin1');
  return /^(?:.{4})*?avi[fs]/s.test(brands);
}

/** The readers throw whatever comes of bytes that end early or say nonsense. */
function reading<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
