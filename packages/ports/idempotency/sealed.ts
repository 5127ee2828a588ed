import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { IdempotentRequest } from './idempotency-store';

/** The stored form of a request: nobody can read it without the key. */
export interface Sealed {
  /** Names the key. */
  id: Buffer;
  /** Hash of the request's content. */
  contentHash: Buffer;
  seal(response: string): Buffer;
  /** Errors: for what was sealed with another key. */
  open(sealed: Buffer): string;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
const PART_BYTES = 32;

/** Derives everything from person and key (HKDF, RFC 5869), so that the same key of two people has nothing in common. */
export function sealedBy({ person, key, content }: IdempotentRequest): Sealed {
  const derived = Buffer.from(hkdfSync('sha256', key, person, 'parley idempotency key', 3 * PART_BYTES));
  const [id, cipherKey, hashKey] = [0, 1, 2].map((n) => derived.subarray(n * PART_BYTES, (n + 1) * PART_BYTES));
  return {
    id: id!,
    contentHash: createHmac('sha256', hashKey!).update(content).digest(),
    seal(response) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', cipherKey!, iv);
      const text = Buffer.concat([cipher.update(response, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), text]);
    },
    open(sealed) {
      const decipher = createDecipheriv('aes-256-gcm', cipherKey!, sealed.subarray(0, IV_BYTES));
      decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}
