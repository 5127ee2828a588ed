import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Asking } from './idempotency-store';

/** What of an asking may lie about: who has the database, and not the key, can read none of it. */
export interface Sealed {
  /** Names the key. */
  id: Buffer;
  /** Of what was asked for. */
  asked: Buffer;
  seal(answer: string): Buffer;
  /** Errors: of what was not sealed with this key. */
  open(sealed: Buffer): string;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
const PART_BYTES = 32;

/** Derives it all from person and key (HKDF, RFC 5869), so that the same key of two people has nothing in common. */
export function sealedBy({ person, key, asked }: Asking): Sealed {
  const derived = Buffer.from(hkdfSync('sha256', key, person, 'parley idempotency key', 3 * PART_BYTES));
  const [id, cipherKey, hashKey] = [0, 1, 2].map((n) => derived.subarray(n * PART_BYTES, (n + 1) * PART_BYTES));
  return {
    id: id!,
    asked: createHmac('sha256', hashKey!).update(asked).digest(),
    seal(answer) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', cipherKey!, iv);
      const text = Buffer.concat([cipher.update(answer, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), text]);
    },
    open(sealed) {
      const decipher = createDecipheriv('aes-256-gcm', cipherKey!, sealed.subarray(0, IV_BYTES));
      decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}
