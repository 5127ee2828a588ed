import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { loadEncryptionKeys } from './encryption-keys';

const newKey = (kid?: string) => ({ kty: 'oct', k: randomBytes(32).toString('base64url'), kid });
const load = (ENCRYPTION_KEYS: string | undefined, SIGNING_KEYS?: string) =>
  loadEncryptionKeys({ PARLEY_ENV: 'production', PARLEY_DATA: '/nowhere', SIGNING_KEYS, ENCRYPTION_KEYS });
const keysOf = (...keys: unknown[]) => load(JSON.stringify(keys));
const SECRET = Buffer.from('a secret');

describe('encryption keys', () => {
  it('decrypt what they encrypted, which shows nothing of it and is never the same', async () => {
    const keys = await keysOf(newKey());
    const [one, other] = [await keys.encrypt(SECRET, 'ada'), await keys.encrypt(SECRET, 'ada')];
    expect(one).not.toBe(other);
    expect(Buffer.from(one.split('.')[3]!, 'base64url').includes(SECRET)).toBe(false);
    expect(await keys.decrypt(one, 'ada')).toEqual(SECRET);
  });

  it('rotate: the first encrypts, all decrypt', async () => {
    const [old, fresh] = [newKey('old'), newKey('fresh')];
    const text = await (await keysOf(old)).encrypt(SECRET, 'ada');
    const both = await keysOf(fresh, old);
    expect(both.kid).toBe('fresh');
    expect(await both.decrypt(text, 'ada')).toEqual(SECRET);
    const again = await both.encrypt(SECRET, 'ada');
    expect(await (await keysOf(fresh)).decrypt(again, 'ada')).toEqual(SECRET);
    await expect((await keysOf(fresh)).decrypt(text, 'ada')).rejects.toThrow('No key old');
  });

  it('refuse a text of another owner, or one that was changed', async () => {
    const keys = await keysOf(newKey('a'));
    const text = await keys.encrypt(SECRET, 'ada');
    await expect(keys.decrypt(text, 'eve')).rejects.toThrow('owner');
    const [header, ...parts] = text.split('.');
    const forged = { ...(JSON.parse(Buffer.from(header!, 'base64url').toString()) as object), owner: 'eve' };
    const changed = [Buffer.from(JSON.stringify(forged)).toString('base64url'), ...parts].join('.');
    await expect(keys.decrypt(changed, 'eve')).rejects.toThrow();
  });

  it('are derived of private signing keys where there are none, also of one that signs no more', async () => {
    const jwk = async () =>
      exportJWK((await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })).privateKey);
    const [old, fresh] = [await jwk(), await jwk()];
    const text = await (await load(undefined, JSON.stringify([old]))).encrypt(SECRET, 'ada');
    const rotated = await load(undefined, JSON.stringify([fresh, old]));
    expect(await rotated.decrypt(text, 'ada')).toEqual(SECRET);
    await expect((await load(undefined, JSON.stringify([fresh]))).decrypt(text, 'ada')).rejects.toThrow('No key');
  });

  it.each([
    ['no JSON', 'x'],
    ['nothing', '[]'],
    ['a key that is too short', JSON.stringify([{ kty: 'oct', k: 'c2hvcnQ' }])],
    ['two of one kid', JSON.stringify([newKey('a'), newKey('a')])],
  ])('are refused as %s, without showing them', async (_, text) => {
    const refused = await load(text).catch((error: unknown) => (error as Error).message);
    expect(refused).toMatch(/^ENCRYPTION_KEYS is wrong/);
    expect(refused).not.toContain('c2hvcnQ');
  });
});
