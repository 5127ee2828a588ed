import { randomUUID } from 'node:crypto';
import { newClient, post, type TestClient } from '@parley/testing/client';
import {
  createRemoteJWKSet,
  decodeJwt,
  exportJWK,
  generateKeyPair,
  jwtVerify,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
  type JWTPayload,
} from 'jose';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const newKey = async (kid: string) => {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return { kid, key: privateKey, jwk: { ...(await exportJWK(privateKey)), kid } };
};
type Key = Awaited<ReturnType<typeof newKey>>;

const now = () => Math.floor(Date.now() / 1000);

describe('access tokens', () => {
  let platform: RunningPlatform;
  let ann: TestClient;
  let good: JWTPayload;
  let [present, previous, foreign]: Key[] = [];

  beforeAll(async () => {
    [present, previous, foreign] = await Promise.all(['present', 'previous', 'foreign'].map(newKey));
    const { d: _, ...previousPublic } = previous!.jwk;
    platform = await runningPlatform({ SIGNING_KEYS: JSON.stringify([present!.jwk, previousPublic]) });
    ann = await platform.person('Ann');
    good = decodeJwt(ann.token);
  });
  afterAll(() => platform.close());

  const headerOf = (more: object = {}) => ({ alg: 'EdDSA', kid: 'present', typ: 'at+jwt', ...more });
  const sign = (payload: JWTPayload, { header = {}, key = present!.key }: { header?: object; key?: CryptoKey } = {}) =>
    new SignJWT({ ...good, ...payload }).setProtectedHeader(headerOf(header)).sign(key);

  const overHttp = async (token: string) => {
    const { data, errors } = await post<{ me: { id: string } }>(platform.url, { query: '{ me { id } }', token });
    return data?.me?.id ?? errors?.[0]?.extensions.code;
  };

  /** `connected`, or the code that the socket is closed with. */
  const overSocket = (token: string): Promise<unknown> =>
    new Promise((resolve) => {
      const client = createClient({
        ...{ url: `${platform.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, lazy: false },
        ...{ connectionParams: { token }, retryAttempts: 0, onNonLazyError: () => undefined },
        on: {
          connected() {
            resolve('connected');
            void client.dispose();
          },
          closed: (event) => resolve((event as { code: number }).code),
        },
      });
    });

  it('are good as they are signed, and with a key that was replaced while it is still listed', async () => {
    for (const token of [
      ann.token,
      await sign({}),
      await sign({}, { header: { kid: 'previous' }, key: previous!.key }),
    ]) {
      expect(await overHttp(token)).toBe(ann.userId);
      expect(await overSocket(token)).toBe('connected');
    }
  });

  const forged: Record<string, () => Promise<string>> = {
    'alg none': async () => new UnsecuredJWT(good).encode(),
    'alg none in a header like ours': async () => {
      const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      return `${encode(headerOf({ alg: 'none' }))}.${encode(good)}.`;
    },
    'HS256 with the public key as the secret': async () =>
      new SignJWT(good).setProtectedHeader(headerOf({ alg: 'HS256' })).sign(Buffer.from(present!.jwk.x!, 'base64url')),
    'a foreign key under our kid': async () => sign({}, { key: foreign!.key }),
    'a foreign kid': async () => sign({}, { header: { kid: 'foreign' }, key: foreign!.key }),
    'a key that the token brings itself': async () => {
      const { d: _, ...jwk } = foreign!.jwk;
      return sign({}, { header: { kid: 'foreign', jwk }, key: foreign!.key });
    },
    'no kid': async () => sign({}, { header: { kid: undefined } }),
    'another type': async () => sign({}, { header: { typ: 'JWT' } }),
    'a wrong audience': async () => sign({ aud: 'elsewhere' }),
    'a wrong issuer': async () => sign({ iss: 'https://evil.example' }),
    expired: async () => sign({ exp: now() - 10 }),
    'not yet valid': async () => sign({ nbf: now() + 60 }),
    'no end': async () => sign({ exp: undefined }),
  };

  it.each(Object.entries(forged))('are refused by HTTP and socket: %s (10)', async (_, forge) => {
    const token = await forge();
    expect(await overHttp(token)).toBe('UNAUTHENTICATED');
    expect([4401, 4403]).toContain(await overSocket(token));
  });

  it('are verified by others with the published keys, which say nothing private', async () => {
    const url = new URL('/.well-known/jwks.json', platform.url);
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toContain('application/jwk-set+json');
    const { keys } = (await response.json()) as { keys: Record<string, unknown>[] };
    expect(keys.map(({ kid }) => kid)).toEqual(['present', 'previous']);
    expect(keys.some((key) => 'd' in key)).toBe(false);
    const { payload } = await jwtVerify(ann.token, createRemoteJWKSet(url), { typ: 'at+jwt', audience: 'parley' });
    expect(payload.sub).toBe(ann.userId);
  });

  it('go on while keys are rotated step by step', async () => {
    const [old, fresh] = [await newKey('old'), await newKey('fresh')];
    const steps = [[old.jwk], [old.jwk, fresh.jwk], [fresh.jwk, old.jwk]];
    const tokens: string[] = [];
    for (const keys of steps) {
      const one = await runningPlatform({ SIGNING_KEYS: JSON.stringify(keys) });
      try {
        const client = await newClient(one.url, randomUUID());
        tokens.push(client.token);
        for (const token of tokens) {
          const { errors } = await post(one.url, { query: 'mutation { createSocketToken { token } }', token });
          expect(errors).toBeUndefined();
        }
      } finally {
        await one.close();
      }
    }
  });
});
