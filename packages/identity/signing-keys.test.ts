import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSigningKeys } from './signing-keys';

describe('signing keys', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-keys-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const development = () =>
    loadSigningKeys({ PARLEY_ENV: 'development', PARLEY_DATA: folder, SIGNING_KEYS: undefined });

  it('are made once in development, whoever comes first, for the owner only', async () => {
    const kids = (await Promise.all([development(), development(), development()])).map(({ signing }) => signing.kid);
    expect(new Set([...kids, (await development()).signing.kid]).size).toBe(1);
    expect(await readdir(join(folder, 'keys'))).toEqual(['signing-keys.json']);
    expect((await stat(join(folder, 'keys', 'signing-keys.json'))).mode & 0o777).toBe(0o600);
  });

  it('have no default in production', async () => {
    const missing = loadSigningKeys({ PARLEY_ENV: 'production', PARLEY_DATA: folder, SIGNING_KEYS: undefined });
    await expect(missing).rejects.toThrow(/^SIGNING_KEYS is missing.*$/);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    'nonsense',
    '[]',
    '{}',
    '[{"kty":"RSA","kid":"a"}]',
    '[{"kty":"OKP","crv":"Ed25519","x":"c2VjcmV0","d":"c2VjcmV0","kid":"a"}]',
  ])('that are wrong are refused in one line that does not show them', async (text) => {
    const wrong = loadSigningKeys({ PARLEY_ENV: 'development', PARLEY_DATA: folder, SIGNING_KEYS: text });
    await expect(wrong).rejects.toThrow(/^SIGNING_KEYS is wrong: .*$/);
    await expect(wrong).rejects.not.toThrow(/c2VjcmV0/);
  });
});
