import { GIF } from 'image-size/types/gif';
import type { IImage } from 'image-size/types/interface';
import { JPG } from 'image-size/types/jpg';
import { PNG } from 'image-size/types/png';
import { WEBP } from 'image-size/types/webp';

/** Pixels, as it is to be shown. */
export interface ImageSize {
  width: number;
  height: number;
}

/** The images that every browser shows. */
const READERS: Readonly<Record<string, IImage>> = {
  'image/gif': GIF,
  'image/jpeg': JPG,
  'image/png': PNG,
  'image/webp': WEBP,
};

/** More would take a gigabyte of memory to show. Today's largest photographs have 200 million. */
const MAX_PIXELS = 2 ** 28;
const MAX_SIDE = 32_767;

/** Bytes from the start of an image that hold its size: a camera may put megabytes of metadata before it. */
export const IMAGE_HEADER_BYTES = 4_194_304;

export const isReadableImage = (mimeType: string): boolean => Object.hasOwn(READERS, mimeType);

/** EXIF orientations from this on lie on their side. */
const SIDEWAYS = 5;

/**
 * Size of an image of a readable type, from its first bytes; nothing is decoded. A text, why it is none, where the bytes
 * are no such image, or one that would take too much memory to show.
 */
export function measureImage(mimeType: string, bytes: Uint8Array): ImageSize | string {
  const size = readSize(READERS[mimeType]!, bytes);
  if (!size) return `Its bytes are no ${mimeType}`;
  const { width, height } = size;
  return width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS
    ? `${width} × ${height} pixels are too many`
    : size;
}

function readSize(reader: IImage, bytes: Uint8Array): ImageSize | undefined {
  try {
    if (!reader.validate(bytes)) return undefined;
    const { width, height, orientation = 1 } = reader.calculate(bytes);
    if (!(width > 0 && height > 0)) return undefined;
    return orientation < SIDEWAYS ? { width, height } : { width: height, height: width };
  } catch {
    // the readers throw whatever comes of bytes that end early or say nonsense
    return undefined;
  }
}
