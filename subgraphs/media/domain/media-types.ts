/** The type of arbitrary bytes (RFC 2046, 4.5.1). */
export const ANYTHING = 'application/octet-stream';

/** Names that systems and browsers give to registered types. An animated PNG is a PNG to whoever shows it without moving. */
const ALIASES: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/jfif': 'image/jpeg',
  'image/x-png': 'image/png',
  'image/apng': 'image/png',
  'image/vnd.mozilla.apng': 'image/png',
  'image/x-webp': 'image/webp',
  'audio/mp3': 'audio/mpeg',
  'audio/x-mp3': 'audio/mpeg',
  'audio/m4a': 'audio/mp4',
  'audio/x-m4a': 'audio/mp4',
  'audio/wave': 'audio/wav',
  'audio/x-wav': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'audio/x-aac': 'audio/aac',
  'video/x-m4v': 'video/mp4',
};

/** The registered name of a type, in lower case. */
export const registeredType = (mimeType: string): string =>
  Object.hasOwn(ALIASES, mimeType) ? ALIASES[mimeType]! : mimeType;
