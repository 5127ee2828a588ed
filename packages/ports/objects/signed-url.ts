import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import {
  isObjectKey,
  MAX_DOWNLOAD_SECONDS,
  MAX_UPLOAD_SECONDS,
  type AnnouncedObject,
  type OfferedObject,
} from './object-store';

export interface UploadGrant extends AnnouncedObject {
  method: 'PUT';
  expiresAt: Date;
}

export interface DownloadGrant extends OfferedObject {
  method: 'GET';
  expiresAt: Date;
}

/** The right of the bearer of a signed URL. */
export type Grant = UploadGrant | DownloadGrant;

/** Of HMAC-SHA256. The first one signs, all of them verify: so that one can be replaced while URLs of it are about. */
export type SigningKeys = readonly [Buffer, ...Buffer[]];

const key = z.string().refine(isObjectKey);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Canonical decimals alone: `1e3`, `+5` and `05` were never signed. */
const decimal = z
  .string()
  .regex(/^(0|[1-9]\d{0,15})$/)
  .transform(Number);
const expires = decimal.transform((seconds) => new Date(seconds * 1000));
const signature = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

const UPLOAD = z.strictObject({ key, expires, type: z.string(), size: decimal, sha256, signature });
const DOWNLOAD = z.strictObject({
  key,
  expires,
  type: z.string(),
  sha256,
  name: z.string(),
  disposition: z.enum(['inline', 'attachment']),
  signature,
});

/** Everything of a grant that the signature covers, in one unambiguous text. Seconds, because a URL says seconds. */
function canonical(grant: Grant): string {
  const { method, key, mimeType, sha256 } = grant;
  const rest = method === 'PUT' ? [grant.size] : [grant.fileName, grant.disposition];
  return JSON.stringify([method, key, seconds(grant.expiresAt), mimeType, sha256, ...rest]);
}

const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);

const hmac = (key: Buffer, grant: Grant): string =>
  createHmac('sha256', key).update(canonical(grant)).digest('base64url');

/** Path and query of a URL that carries a grant. Milliseconds of `expiresAt` are cut off. */
export function signGrant([key]: SigningKeys, grant: Grant): string {
  const parameters = new URLSearchParams({ expires: String(seconds(grant.expiresAt)), type: grant.mimeType });
  if (grant.method === 'PUT') parameters.set('size', String(grant.size));
  parameters.set('sha256', grant.sha256);
  if (grant.method === 'GET') {
    parameters.set('name', grant.fileName);
    parameters.set('disposition', grant.disposition);
  }
  parameters.set('signature', hmac(key, grant));
  return `/objects/${grant.key}?${parameters.toString()}`;
}

/** The upload that a URL grants at this time; undefined, without a reason, for any other URL. */
export function verifyUpload(keys: SigningKeys, url: unknown, now: Date): UploadGrant | undefined {
  const parsed = UPLOAD.safeParse(url);
  if (!parsed.success) return undefined;
  const { key, expires: expiresAt, type: mimeType, size, sha256, signature } = parsed.data;
  const grant: UploadGrant = { method: 'PUT', key, expiresAt, mimeType, size, sha256 };
  return isGenuine(keys, grant, signature) && isAlive(grant, now) ? grant : undefined;
}

/** The download that a URL grants at this time; undefined, without a reason, for any other URL. */
export function verifyDownload(keys: SigningKeys, url: unknown, now: Date): DownloadGrant | undefined {
  const parsed = DOWNLOAD.safeParse(url);
  if (!parsed.success) return undefined;
  const { key, expires: expiresAt, type: mimeType, sha256, name: fileName, disposition, signature } = parsed.data;
  const grant: DownloadGrant = { method: 'GET', key, expiresAt, mimeType, sha256, fileName, disposition };
  return isGenuine(keys, grant, signature) && isAlive(grant, now) ? grant : undefined;
}

/** Two machines' clocks are never quite the same. */
const CLOCK_TOLERANCE_MS = 5_000;
const MAX_SECONDS = { PUT: MAX_UPLOAD_SECONDS, GET: MAX_DOWNLOAD_SECONDS } as const;

/** Whether it is in its life. One that has more of it left than any is given was signed by a clock that was ahead. */
function isAlive({ method, expiresAt }: Grant, now: Date): boolean {
  const leftMs = expiresAt.getTime() - now.getTime();
  return leftMs > 0 && leftMs <= MAX_SECONDS[method] * 1_000 + CLOCK_TOLERANCE_MS;
}

/** Whether the grant was signed with one of these keys, each compared in constant time. */
const isGenuine = (keys: SigningKeys, grant: Grant, signature: string): boolean =>
  keys.some((key) => timingSafeEqual(Buffer.from(signature), Buffer.from(hmac(key, grant))));
