import { createHmac, timingSafeEqual } from 'node:crypto';

/** The headers and the raw body of a webhook (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). */
export interface Delivery {
  readonly id: string | undefined;
  /** Seconds since 1970, in decimal. */
  readonly timestamp: string | undefined;
  /** `v1,` and a signature in base64; several, separated by spaces, while a secret is being rotated. */
  readonly signature: string | undefined;
  readonly body: Buffer;
}

export type Verdict = 'good' | 'incomplete' | 'old' | 'forged';

const TOLERANCE_SECONDS = 5 * 60;
const LONGEST_ID = 255;

/** `nowMs`: milliseconds since 1970. */
export function verify({ id, timestamp, signature, body }: Delivery, key: Buffer, nowMs: number): Verdict {
  if (!id || id.length > LONGEST_ID || !timestamp || !/^\d{1,12}$/.test(timestamp) || !signature) return 'incomplete';
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  const isSigned = signature.split(' ').some((one) => isOne(one, expected));
  if (!isSigned) return 'forged';
  return Math.abs(nowMs / 1_000 - Number(timestamp)) > TOLERANCE_SECONDS ? 'old' : 'good';
}

/** Compares in constant time. */
function isOne(signature: string, expected: Buffer): boolean {
  const [version, text = ''] = signature.split(',');
  const given = Buffer.from(text, 'base64');
  return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
}

/** The key in a secret (`whsec_` and base64). Undefined if it is malformed or shorter than 24 bytes. */
export function keyOf(secret: string): Buffer | undefined {
  const [, text] = /^(?:whsec_)?([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const key = Buffer.from(text ?? '', 'base64');
  return key.length < 24 ? undefined : key;
}
