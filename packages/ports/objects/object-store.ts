import type { Readable } from 'node:stream';

/**
 * Where uploaded bytes live. Clients upload to and download from signed URLs; the bytes don't pass through a subgraph.
 *
 * A signed URL is a capability: whoever has it may do that one thing with that one object, until it expires.
 * It can't be taken back before, so sign for minutes: longer than the longest life below, no URL is good.
 *
 * Errors of all functions: UNAVAILABLE where it does not respond.
 */
export interface ObjectStore {
  /**
   * For uploads of exactly this type, size and SHA-256 under this key, until `expiresAt`. Anything else that is sent there
   * is refused and changes nothing. The same bytes may be sent again, as after a lost response. `origin`: where the client
   * reached the gateway, for stores that are served there.
   */
  presignUpload(object: AnnouncedObject, expiresAt: Date, origin?: string): Promise<PresignedUpload>;
  /** A URL to read the object at, until `expiresAt`. The same arguments give the same URL, so that it can be cached. */
  presignDownload(object: OfferedObject, expiresAt: Date, origin?: string): Promise<string>;
  /** Size and SHA-256 of what is stored, computed from the bytes when they came or now; undefined where nothing is. */
  inspect(key: ObjectKey): Promise<{ size: number; sha256: string } | undefined>;
  /** Size in bytes; undefined where nothing is. */
  size(key: ObjectKey): Promise<number | undefined>;
  /** The bytes, or those from `start` to `end`, both included. Errors, also of the stream: of an object that is not there. */
  stream(key: ObjectKey, range?: ByteRange): Promise<Readable>;
  /** The first `limit` bytes, or all there are. Errors: of an object that is not there. */
  read(key: ObjectKey, limit: number): Promise<Buffer>;
  /**
   * Stores bytes that were made here, in place of what is there. Who reads meanwhile gets the old ones or the new ones,
   * whole. For keys that no upload was granted for: a granted one may be sent again.
   */
  put(object: Pick<AnnouncedObject, 'key' | 'mimeType'>, bytes: Buffer): Promise<void>;
  /** Also where nothing is. */
  delete(key: ObjectKey): Promise<void>;
}

/** Seconds. How long a URL to upload may live. */
export const MAX_UPLOAD_SECONDS = 900;
/** Seconds. How long a URL to download may live, so that it dies soon after whoever has it lost access. */
export const MAX_DOWNLOAD_SECONDS = 300;

declare const objectKey: unique symbol;

/** Names an object: words of letters, digits, `-` and `_`, divided by `/`; at most 200 characters. */
export type ObjectKey = string & { readonly [objectKey]: true };

const KEY = /^(?=.{1,200}$)[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/;

export const isObjectKey = (text: string): text is ObjectKey => KEY.test(text);

/** Errors: of a text that can't be a key. */
export function objectKeyOf(...words: string[]): ObjectKey {
  const key = words.join('/');
  if (!isObjectKey(key)) throw new Error('An object key has only words of letters, digits, - and _');
  return key;
}

export interface ByteRange {
  start: number;
  end: number;
}

export interface AnnouncedObject {
  key: ObjectKey;
  mimeType: string;
  /** Bytes, 1 or more. */
  size: number;
  /** Hex, lower case. */
  sha256: string;
}

/** An object as a download presents it. */
export interface OfferedObject {
  key: ObjectKey;
  /** A media type, which may have parameters: `text/plain; charset=utf-8`. */
  mimeType: string;
  /** Hex, lower case. */
  sha256: string;
  /** The file name for a download: any well-formed Unicode text; it is quoted. */
  fileName: string;
  /** `inline` lets a browser show it in a page; only for types that carry no script. */
  disposition: 'inline' | 'attachment';
}

export interface PresignedUpload {
  url: string;
  method: string;
  /** The client sends exactly these. */
  headers: { name: string; value: string }[];
}
