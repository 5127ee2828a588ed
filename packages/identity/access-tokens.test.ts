import type { DeviceId, SessionId, TenantId, UserId } from '@parley/contracts/ids';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { randomUUID } from 'node:crypto';
import { CLOCK_TOLERANCE_SECONDS, createAccessTokens } from './access-tokens';
import { loadSigningKeys } from './signing-keys';
import type { ViewerClaims } from './viewer';

const ISSUER = 'https://chat.example';
const AUDIENCE = 'parley';
const NOW = new Date('2026-11-22T10:00:00Z');
const IN_SECONDS = NOW.getTime() / 1000;

const claims: ViewerClaims = {
  tenant: randomUUID() as string as TenantId,
  user: randomUUID() as string as UserId,
  session: randomUUID() as string as SessionId,
  device: randomUUID() as string as DeviceId,
  scopes: ['schema:read', 'introspection'],
  bot: false,
};

async function privateJwk(kid: string) {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return { ...(await exportJWK(privateKey)), kid };
}

const keysOf = (...jwks: unknown[]) =>
  loadSigningKeys({ PARLEY_ENV: 'production', PARLEY_DATA: '/nowhere', SIGNING_KEYS: JSON.stringify(jwks) });

const tokensAt = (keys: Awaited<ReturnType<typeof keysOf>>, now: Date, seconds = 900) =>
  createAccessTokens(keys, { issuer: ISSUER, audience: AUDIENCE, seconds, now: () => now });

const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

describe('access tokens', () => {
  it('carry the viewer', async () => {
    const tokens = tokensAt(await keysOf(await privateJwk('a')), NOW);
    const { token, expiresAt } = await tokens.sign(claims);
    expect(expiresAt).toEqual(later(900));
    expect(await tokens.verify(token)).toEqual({ kind: 'viewer', ...claims, expiresAt: IN_SECONDS + 900 });
  });

  it('outlive the key that signed them, while it still verifies', async () => {
    const [old, fresh] = [await privateJwk('old'), await privateJwk('fresh')];
    const { token } = await tokensAt(await keysOf(old), NOW).sign(claims);
    const { d: _d, ...oldPublic } = old;
    expect(await tokensAt(await keysOf(fresh, oldPublic), NOW).verify(token)).toMatchObject({ user: claims.user });
    await expect(tokensAt(await keysOf(fresh), NOW).verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('an access token that is used again', () => {
  it('is not verified again, and ends when it does', async () => {
    const keys = await keysOf(await privateJwk('a'));
    let now = NOW;
    const metrics = createMetrics();
    const tokens = createAccessTokens(keys, {
      issuer: ISSUER,
      audience: AUDIENCE,
      seconds: 60,
      now: () => now,
      metrics,
    });
    const { token } = await tokens.sign(claims);
    const first = await tokens.verify(token);
    expect(await tokens.verify(token)).toEqual(first);
    const { text } = await metrics.scrape();
    expect(text).toContain('parley_cache_lookups_total{cache="access_tokens",result="hit"} 1\n');
    now = later(60 + CLOCK_TOLERANCE_SECONDS - 1);
    expect(await tokens.verify(token)).toEqual(first);
    now = later(60 + CLOCK_TOLERANCE_SECONDS);
    for (let n = 0; n < 2; n++) await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is refused as a new one is where the clock was set back; one signed since is good', async () => {
    const keys = await keysOf(await privateJwk('a'));
    let now = NOW;
    const options = { issuer: ISSUER, audience: AUDIENCE, seconds: 60, now: () => now };
    const [knowing, other] = [createAccessTokens(keys, options), createAccessTokens(keys, options)];
    const { token } = await knowing.sign(claims);
    await knowing.verify(token);
    now = later(-3_600);
    for (const tokens of [knowing, other])
      await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const { token: newer, expiresAt } = await knowing.sign(claims);
    expect(expiresAt).toEqual(later(60 - 3_600));
    for (const tokens of [knowing, other]) expect(await tokens.verify(newer)).toMatchObject({ user: claims.user });
    now = later(3_600);
    for (const each of [token, newer])
      await expect(knowing.verify(each)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('helps no other one', async () => {
    const tokens = tokensAt(await keysOf(await privateJwk('a')), NOW);
    const { token } = await tokens.sign(claims);
    await tokens.verify(token);
    const [header, , signature] = token.split('.');
    const payload = Buffer.from(JSON.stringify({ ...claims, exp: IN_SECONDS + 9_999 })).toString('base64url');
    await expect(tokens.verify(`${header}.${payload}.${signature}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('access tokens that somebody else made', () => {
  const good: JWTPayload = {
    tenant: claims.tenant,
    sid: claims.session,
    device: claims.device,
    scope: '',
    bot: false,
    sub: claims.user,
    iss: ISSUER,
    aud: AUDIENCE,
    iat: IN_SECONDS,
    nbf: IN_SECONDS,
    exp: IN_SECONDS + 900,
  };
  const header = { alg: 'EdDSA', kid: 'a', typ: 'at+jwt' };

  /** A token of our own key with one thing changed, and what a server at `NOW` says to it. */
  async function verdict(change: { payload?: JWTPayload; header?: object; foreignKey?: boolean }) {
    const jwk = await privateJwk('a');
    const keys = await keysOf(jwk);
    const key = change.foreignKey ? (await keysOf(await privateJwk('a'))).signing.key : keys.signing.key;
    const token = await new SignJWT({ ...good, ...change.payload })
      .setProtectedHeader({ ...header, ...change.header })
      .sign(key);
    return tokensAt(keys, NOW).verify(token);
  }
  const refused = { code: 'UNAUTHENTICATED', message: 'Not signed in, or no longer' };

  it('accepts the one that all the others differ from', async () => {
    expect(await verdict({})).toMatchObject({ user: claims.user });
  });

  it.each<[string, Parameters<typeof verdict>[0]]>([
    ['signed by another key of the same kid', { foreignKey: true }],
    ['of a kid that is not ours', { header: { kid: 'b' } }],
    ['without a kid', { header: { kid: undefined } }],
    ['of another type', { header: { typ: 'JWT' } }],
    ['for another audience', { payload: { aud: 'elsewhere' } }],
    ['from another issuer', { payload: { iss: 'https://evil.example' } }],
    ['expired', { payload: { exp: IN_SECONDS - 6 } }],
    ['not yet valid', { payload: { nbf: IN_SECONDS + 6 } }],
    ['without an end', { payload: { exp: undefined } }],
    ['of nobody', { payload: { sub: undefined } }],
    ['of what is no id', { payload: { sub: 'admin' } }],
    ['whose bot is a text', { payload: { bot: 'false' } }],
  ])('refuses one %s', async (_what, change) => {
    await expect(verdict(change)).rejects.toMatchObject(refused);
  });

  it.each([
    ['expired', { exp: IN_SECONDS - 4 }],
    ['not yet valid', { nbf: IN_SECONDS + 4 }],
  ])('forgives clocks that differ by seconds: %s', async (_what, payload) => {
    expect(await verdict({ payload })).toMatchObject({ user: claims.user });
  });

  it('refuses alg none', async () => {
    const tokens = tokensAt(await keysOf(await privateJwk('a')), NOW);
    await expect(tokens.verify(new UnsecuredJWT(good).encode())).rejects.toMatchObject(refused);
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = `${encode({ ...header, alg: 'none' })}.${encode(good)}.`;
    await expect(tokens.verify(unsigned)).rejects.toMatchObject(refused);
  });

  it('refuses HS256 made with the public key as the secret', async () => {
    const jwk = await privateJwk('a');
    const swapped = await new SignJWT(good)
      .setProtectedHeader({ ...header, alg: 'HS256' })
      .sign(Buffer.from(jwk.x!, 'base64url'));
    await expect(tokensAt(await keysOf(jwk), NOW).verify(swapped)).rejects.toMatchObject(refused);
  });

  it.each(['', '.', '..', 'a.b.c', '\u0000', 'x'.repeat(100_000)])('refuses what is no token', async (text) => {
    await expect(tokensAt(await keysOf(await privateJwk('a')), NOW).verify(text)).rejects.toMatchObject(refused);
  });
});
