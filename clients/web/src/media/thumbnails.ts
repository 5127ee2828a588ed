import type { Attachment } from '@parley/client';

const MAX_WIDTH = 360;
const MAX_HEIGHT = 260;

/** How large a picture is shown, in CSS pixels: never larger than it is. */
export function fitted({ width, height, thumbnails }: Pick<Attachment, 'width' | 'height' | 'thumbnails'>): {
  width: number;
  height: number;
} {
  const largest = thumbnails.at(-1);
  const w = width ?? largest?.width ?? MAX_WIDTH;
  const h = height ?? largest?.height ?? MAX_HEIGHT;
  const scale = Math.min(1, MAX_WIDTH / w, MAX_HEIGHT / h);
  return { width: Math.max(1, Math.round(w * scale)), height: Math.max(1, Math.round(h * scale)) };
}

/** What a browser may choose from. */
export function sourcesOf({ thumbnails, url }: Pick<Attachment, 'thumbnails' | 'url'>): {
  webp: string | undefined;
  fallback: string | undefined;
} {
  const webp = thumbnails.filter(({ mimeType }) => mimeType === 'image/webp');
  const others = thumbnails.filter(({ mimeType }) => mimeType !== 'image/webp');
  return {
    webp: webp.map((one) => `${one.url} ${one.width}w`).join(', ') || undefined,
    fallback: (others.at(-1) ?? webp.at(-1))?.url ?? url ?? undefined,
  };
}
