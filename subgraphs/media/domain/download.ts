import { MAX_DOWNLOAD_SECONDS } from '@parley/ports/objects/object-store';

/** Seconds for which all get the same URL, so that caches and shared views hold. It then has this much life left. */
const WINDOW = MAX_DOWNLOAD_SECONDS / 2;

/** When a URL signed now ends: in 2½ to 5 minutes, the same moment for everybody within a window. */
export const downloadExpiry = (now: Date): Date =>
  new Date((Math.floor(now.getTime() / 1000 / WINDOW) * WINDOW + MAX_DOWNLOAD_SECONDS) * 1000);

/** Types that a browser shows without running anything that is in them. Everything else is saved, never opened. */
const INLINE = new Set([
  'image/avif',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/webp',
  'audio/aac',
  'audio/flac',
  'audio/mp4',
  'audio/mpeg',
  'audio/ogg',
  'audio/wav',
  'audio/webm',
  'video/mp4',
  'video/ogg',
  'video/webm',
  'text/plain',
]);

export const dispositionOf = (mimeType: string): 'inline' | 'attachment' =>
  INLINE.has(mimeType) ? 'inline' : 'attachment';

/** A text says how it is encoded (RFC 9110, 8.3.2), so that no browser has to guess. */
export const contentTypeOf = ({ mimeType, charset }: { mimeType: string; charset?: string | null }): string =>
  charset ? `${mimeType}; charset=${charset}` : mimeType;
