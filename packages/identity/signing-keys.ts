import type { Settings } from '@parley/runtime/settings';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type JSONWebKeySet,
  type JWK,
} from 'jose';
import { z } from 'zod';
import { developmentFile } from './development-file';

/** Ed25519 keys by key id (RFC 8037). The first configured key signs and all of them verify, so that keys can be rotated. */
export interface SigningKeys {
  readonly signing: { readonly kid: string; readonly key: CryptoKey };
  readonly verifying: ReadonlyMap<string, CryptoKey>;
  /** The public part of all keys, for everybody (RFC 7517). */
  readonly jwks: JSONWebKeySet;
}

const PUBLIC = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.base64url().length(43),
  /** Default: the key's thumbprint (RFC 7638). */
  kid: z.string().min(1).max(200).optional(),
});
const PRIVATE = PUBLIC.extend({ d: z.base64url().length(43) });
/** Keys that only verify need no private part. */
const KEYS = z.tuple([PRIVATE], PUBLIC);

type KeySettings = Pick<Settings, 'PARLEY_ENV' | 'PARLEY_DATA' | 'SIGNING_KEYS'>;

/** Errors: one line that says what is wrong with SIGNING_KEYS and never shows its value; in production also if it is missing. */
export async function loadSigningKeys(settings: KeySettings): Promise<SigningKeys> {
  return parseSigningKeys(await signingKeysText(settings));
}

/** What is to be parsed. Errors: in production if it is missing. */
export async function signingKeysText(settings: KeySettings): Promise<string> {
  if (settings.SIGNING_KEYS !== undefined) return settings.SIGNING_KEYS;
  if (settings.PARLEY_ENV === 'production')
    throw new Error('SIGNING_KEYS is missing: production needs a JSON array of private Ed25519 JWKs');
  return developmentFile(settings.PARLEY_DATA, 'signing-keys.json', newSigningKeys);
}

async function parseSigningKeys(text: string): Promise<SigningKeys> {
  const jwks = parseJwks(text);
  const verifying = new Map<string, CryptoKey>();
  const published: JWK[] = [];
  for (const { kty, crv, x, kid = await thumbprint({ kty, crv, x }) } of jwks) {
    if (verifying.has(kid)) throw new Error('SIGNING_KEYS is wrong: two keys have the same kid');
    verifying.set(kid, await importKey({ kty, crv, x }));
    published.push({ kty, crv, x, kid, alg: 'EdDSA', use: 'sig' });
  }
  const { kty, crv, x, d, kid = await thumbprint({ kty, crv, x }) } = jwks[0];
  return { signing: { kid, key: await importKey({ kty, crv, x, d }) }, verifying, jwks: { keys: published } };
}

function parseJwks(text: string): z.output<typeof KEYS> {
  try {
    return KEYS.parse(JSON.parse(text));
  } catch {
    // the cause would show the value
    throw new Error('SIGNING_KEYS is wrong: it must be a JSON array of Ed25519 JWKs, the first one private');
  }
}

const thumbprint = (jwk: JWK): Promise<string> => calculateJwkThumbprint(jwk);

async function importKey(jwk: JWK): Promise<CryptoKey> {
  try {
    return (await importJWK(jwk, 'EdDSA')) as CryptoKey;
  } catch {
    throw new Error('SIGNING_KEYS is wrong: a key in it is not an Ed25519 key');
  }
}

/** The value of SIGNING_KEYS with one new key. */
export async function newSigningKeys(): Promise<string> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  return `${JSON.stringify([{ kid: await thumbprint(jwk), ...jwk }])}\n`;
}
