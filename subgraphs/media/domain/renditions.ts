/** An image made of another one: upright, in sRGB, and without whatever else was in its file. */
export interface Rendition {
  /** Pixels. */
  width: number;
  height: number;
  mimeType: string;
  bytes: Buffer;
}

export interface Rendered {
  /** What is shown in the place of what was uploaded: of the same type and size. */
  shown: Rendition;
  /** Smallest first, of each size once as WebP and once as JPEG. */
  thumbnails: readonly (Rendition & { name: string })[];
}

/** Longest sides. What is smaller is not enlarged. */
export const SIDES = [320, 960] as const;
export const FORMATS = ['webp', 'jpeg'] as const;
export type Format = (typeof FORMATS)[number];

/** Of the objects that an image may have thumbnails in. */
export const THUMBNAIL_NAMES = SIDES.flatMap((side) => FORMATS.map((format) => `${side}-${format}`));

/** The most time that all renditions of one image may take. */
export const RENDERING_MS = 180_000;
