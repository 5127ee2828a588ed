import { hkdfSync } from 'node:crypto';
import type { Settings } from '@parley/runtime/settings';
import { calculateJwkThumbprint, CompactEncrypt, compactDecrypt } from 'jose';
import { z } from 'zod';
import { signingKeysText } from './signing-keys';

/** Encrypts what the database keeps of people's secrets: a copy of the database alone reveals none. */
export interface EncryptionKeys {
  /** Id of the key that encrypts. */
  readonly kid: string;
  /**
   * A JWE (RFC 7516, AES-256-GCM). It is bound to its `owner`, such as an id: in another row it can't be decrypted.
   */
  encrypt(secret: Uint8Array, owner: string): Promise<string>;
  /** Errors: one without the secret, if the key is not there, or if the text was changed or is another owner's. */
  decrypt(text: string, owner: string): Promise<Buffer>;
}

const KEY = z.object({
  kty: z.literal('oct'),
  /** 256 bits. */
  k: z.base64url().length(43),
  /** Default: the key's thumbprint (RFC 7638). */
  kid: z.string().min(1).max(200).optional(),
});
const KEYS = z.tuple([KEY], KEY);
type Key = z.output<typeof KEY>;

type KeySettings = Pick<Settings, 'PARLEY_ENV' | 'PARLEY_DATA' | 'SIGNING_KEYS' | 'ENCRYPTION_KEYS'>;

/**
 * The first key encrypts, and all of them decrypt, so that keys can be rotated. Without ENCRYPTION_KEYS, one is derived of each
 * private key of SIGNING_KEYS. Errors: one line that says what is wrong and never shows a value.
 */
export async function loadEncryptionKeys(settings: KeySettings): Promise<EncryptionKeys> {
  const keys =
    settings.ENCRYPTION_KEYS === undefined ? await derivedKeys(settings) : parseKeys(settings.ENCRYPTION_KEYS);
  const byId = new Map<string, Uint8Array>();
  for (const { kty, k, kid = await calculateJwkThumbprint({ kty, k }) } of keys) {
    if (byId.has(kid)) throw new Error('ENCRYPTION_KEYS is wrong: two keys have the same kid');
    byId.set(kid, Buffer.from(k, 'base64url'));
  }
  return encryptionKeys(byId);
}

function parseKeys(text: string): readonly Key[] {
  try {
    return KEYS.parse(JSON.parse(text));
  } catch {
    // the cause would show the value
    throw new Error('ENCRYPTION_KEYS is wrong: it must be a JSON array of symmetric JWKs of 256 bits');
  }
}

const SIGNING = z.array(z.object({ d: z.string().optional() }));
const PURPOSE = 'parley encryption of secrets';

async function derivedKeys(settings: KeySettings): Promise<readonly Key[]> {
  return parseSigning(await signingKeysText(settings)).flatMap(({ d }): Key[] => {
    if (d === undefined) return [];
    const derived = hkdfSync('sha256', Buffer.from(d, 'base64url'), '', PURPOSE, 32);
    return [{ kty: 'oct', k: Buffer.from(derived).toString('base64url') }];
  });
}

function parseSigning(text: string): z.output<typeof SIGNING> {
  try {
    return SIGNING.parse(JSON.parse(text));
  } catch {
    // the cause would show the value
    throw new Error('SIGNING_KEYS is wrong: it must be a JSON array of JWKs');
  }
}

const ALGORITHM = 'dir';
const ENCRYPTION = 'A256GCM';

function encryptionKeys(keys: ReadonlyMap<string, Uint8Array>): EncryptionKeys {
  const [[kid, key]] = [...keys] as [[string, Uint8Array]];
  return {
    kid,
    encrypt: (secret, owner) =>
      new CompactEncrypt(secret).setProtectedHeader({ alg: ALGORITHM, enc: ENCRYPTION, kid, owner }).encrypt(key),
    async decrypt(text, owner) {
      const { plaintext, protectedHeader } = await compactDecrypt(
        text,
        ({ kid: used = '' }) => {
          const known = keys.get(used);
          if (!known) throw new Error(`No key ${used} is in ENCRYPTION_KEYS`);
          return known;
        },
        { keyManagementAlgorithms: [ALGORITHM], contentEncryptionAlgorithms: [ENCRYPTION] },
      );
      if (protectedHeader.owner !== owner) throw new Error('An encrypted secret is not its owner’s');
      return Buffer.from(plaintext);
    },
  };
}
