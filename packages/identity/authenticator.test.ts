import type { DeviceId, SessionId, TenantId, UserId } from '@parley/contracts/ids';
import { inProcessStore } from '@parley/ports/ephemeral/in-process';
import { exportJWK, generateKeyPair } from 'jose';
import { randomUUID } from 'node:crypto';
import { createAccessTokens } from './access-tokens';
import { createAuthenticator } from './authenticator';
import { loadSigningKeys } from './signing-keys';
import { createSocketTokens } from './socket-tokens';
import type { ViewerClaims } from './viewer';

const refused = { code: 'UNAUTHENTICATED', message: 'Not signed in, or no longer' };

async function setUp() {
  let nowMs = 0;
  const store = inProcessStore({ nowMs: () => nowMs });
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const keys = await loadSigningKeys({
    PARLEY_ENV: 'production',
    PARLEY_DATA: '/nowhere',
    SIGNING_KEYS: JSON.stringify([await exportJWK(privateKey)]),
  });
  const accessTokens = createAccessTokens(keys, { issuer: 'https://chat.example', audience: 'parley', seconds: 900 });
  const socketTokens = createSocketTokens(store);
  const ended = new Set<SessionId>();
  const isRevoked = (session: SessionId) => ended.has(session);
  const claims: ViewerClaims = {
    tenant: randomUUID() as string as TenantId,
    user: randomUUID() as string as UserId,
    session: randomUUID() as string as SessionId,
    device: randomUUID() as string as DeviceId,
    scopes: [],
    bot: false,
  };
  const accessToken = (await accessTokens.sign(claims)).token;
  return {
    ...{ claims, accessToken, socketTokens, ended },
    ...{ viewer: await accessTokens.verify(accessToken) },
    authenticator: createAuthenticator({ accessTokens, socketTokens, revocations: { isRevoked } }),
    pass: (ms: number) => (nowMs += ms),
  };
}

describe('authenticator', () => {
  it('knows nobody without a token', async () => {
    const { authenticator } = await setUp();
    expect(await authenticator.authenticate(undefined)).toEqual({ kind: 'anonymous' });
    expect(await authenticator.authenticateSocket(undefined)).toEqual({ kind: 'anonymous' });
  });

  it('takes an access token on both ways in', async () => {
    const { authenticator, accessToken, viewer } = await setUp();
    expect(await authenticator.authenticate(accessToken)).toEqual(viewer);
    expect(await authenticator.authenticateSocket(accessToken)).toEqual(viewer);
  });

  it('takes a socket token on the socket, once, also of two at once', async () => {
    const { authenticator, socketTokens, viewer } = await setUp();
    const { token } = await socketTokens.issue(viewer);
    const tries = await Promise.allSettled([
      authenticator.authenticateSocket(token),
      authenticator.authenticateSocket(token),
    ]);
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(authenticator.authenticateSocket(token)).rejects.toMatchObject(refused);
  });

  it('takes no socket token over HTTP, none after a minute, and no other text', async () => {
    const { authenticator, socketTokens, viewer, pass } = await setUp();
    const { token } = await socketTokens.issue(viewer);
    await expect(authenticator.authenticate(token)).rejects.toMatchObject(refused);
    pass(60_000);
    for (const text of [token, '', 'x', 'a.b.c'])
      await expect(authenticator.authenticateSocket(text)).rejects.toMatchObject(refused);
  });

  it('refuses tokens of a session that ended, of either kind', async () => {
    const { authenticator, socketTokens, ended, accessToken, viewer } = await setUp();
    const { token } = await socketTokens.issue(viewer);
    ended.add(viewer.session);
    await expect(authenticator.authenticate(accessToken)).rejects.toMatchObject(refused);
    await expect(authenticator.authenticateSocket(token)).rejects.toMatchObject(refused);
  });
});
