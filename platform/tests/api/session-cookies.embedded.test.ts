import { randomUUID } from 'node:crypto';
import { post } from '@parley/testing/client';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

interface Session {
  accessToken: string;
  refreshToken: string;
  user: { id: string };
}

const SIGN_UP = 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken refreshToken user { id } } }';
const ACCESS = '__Host-parley-access';
const REFRESH = '__Host-parley-refresh';
const FOREIGN = 'https://evil.example';

describe('a session in cookies', () => {
  let platform: RunningPlatform;
  beforeAll(async () => {
    platform = await runningPlatform({ SESSION_COOKIES: 'true' });
  });
  afterAll(() => platform.close());

  async function signUp(): Promise<Session> {
    const input = { tenant: 'demo', email: `${randomUUID()}@x.example`, password: randomUUID(), displayName: 'Ada' };
    return (await post<{ signUp: Session }>(platform.url, { query: SIGN_UP, variables: { input } })).data!.signUp;
  }

  interface Sent {
    method?: string;
    origin?: string;
    cookie?: string;
    token?: string;
    body?: object;
  }
  const send = (path: string, { method = 'POST', origin, cookie, token, body }: Sent) =>
    fetch(platform.url + path, {
      method,
      headers: {
        ...(origin !== undefined && { origin }),
        ...(cookie && { cookie }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
    });

  /** The header that a browser would send from then on. */
  const cookieOf = (response: Response) =>
    response.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');

  async function begin() {
    const session = await signUp();
    const response = await send('/session', {
      origin: platform.url,
      token: session.accessToken,
      body: { refreshToken: session.refreshToken },
    });
    return { ...session, response, cookie: cookieOf(response) };
  }

  const ask = async (sent: Sent & { query?: string }) => {
    const response = await send('/graphql', { body: { query: sent.query ?? '{ me { id } }' }, ...sent });
    const { data, errors } = (await response.json()) as {
      data?: { me?: { id: string } };
      errors?: { extensions: { code: string } }[];
    };
    return data?.me?.id ?? errors?.[0]?.extensions.code ?? data;
  };

  it('is in cookies that no script reads and no other site sends', async () => {
    const { response } = await begin();
    const cookies = response.headers.getSetCookie();
    expect(cookies.map((one) => one.split('=')[0])).toEqual([ACCESS, REFRESH]);
    for (const cookie of cookies)
      for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Strict'])
        expect(cookie.split('; ')).toContain(attribute);
    expect(cookies.some((one) => /domain=/i.test(one))).toBe(false);
  });

  it('is whose requests of our page are', async () => {
    const { cookie, user } = await begin();
    expect(await ask({ cookie, origin: platform.url })).toBe(user.id);
    const typed = await send(`/graphql?query=${encodeURIComponent('{ me { id } }')}`, { method: 'GET', cookie });
    expect(await typed.json()).toMatchObject({ data: { me: { id: user.id } } });
  });

  it('is not used by a page of another origin, or by one that says none (15)', async () => {
    const { cookie, user } = await begin();
    for (const origin of [FOREIGN, 'null', undefined, `${platform.url}.evil.example`]) {
      expect(await ask({ cookie, origin })).toBe('FORBIDDEN');
      expect(await ask({ cookie, origin, query: 'mutation { signOut(everywhere: true) }' })).toBe('FORBIDDEN');
      expect((await send('/session/refresh', { cookie, origin })).status).toBe(403);
      expect((await send('/session', { method: 'DELETE', cookie, origin })).status).toBe(403);
    }
    expect(await ask({ cookie, origin: platform.url })).toBe(user.id);
  });

  it('leaves tokens as they are', async () => {
    const [ada, bob] = [await begin(), await signUp()];
    expect(await ask({ cookie: ada.cookie, token: bob.accessToken })).toBe(bob.user.id);
    expect((await send('/session', { origin: platform.url, token: 'x' })).status).toBe(401);
    expect((await send('/session', { origin: platform.url })).status).toBe(401);
  });

  it('goes on by its refresh cookie, once each', async () => {
    const { cookie, user } = await begin();
    const refreshed = await send('/session/refresh', { origin: platform.url, cookie });
    expect(refreshed.status).toBe(200);
    expect(JSON.stringify(await refreshed.json())).not.toMatch(/token/i);
    expect(await ask({ cookie: cookieOf(refreshed), origin: platform.url })).toBe(user.id);
    const again = await send('/session/refresh', { origin: platform.url, cookie });
    expect([again.status, cookieOf(again)]).toEqual([401, `${ACCESS}=; ${REFRESH}=`]);
    expect(await ask({ cookie: cookieOf(refreshed), origin: platform.url })).toBe('UNAUTHENTICATED');
  });

  it('ends when the page signs out', async () => {
    const { cookie, refreshToken } = await begin();
    const ended = await send('/session', { method: 'DELETE', origin: platform.url, cookie });
    expect([ended.status, cookieOf(ended)]).toEqual([204, `${ACCESS}=; ${REFRESH}=`]);
    expect(await ask({ cookie, origin: platform.url })).toBe('UNAUTHENTICATED');
    const query = `mutation { refreshSession(input: { refreshToken: "${refreshToken}" }) { accessToken } }`;
    expect(await ask({ query })).toBe('UNAUTHENTICATED');
  });

  describe('over a socket', () => {
    /** Whose the socket is, or the code that it is closed with, or `refused`. */
    const connect = ({ cookie, origin, token }: Sent): Promise<unknown> =>
      new Promise((resolve) => {
        class FromPage extends WebSocket {
          constructor(url: string, protocols: string) {
            super(url, protocols, { headers: { cookie: cookie ?? '', ...(origin !== undefined && { origin }) } });
          }
        }
        const client = createClient({
          ...{ url: `${platform.url.replace('http', 'ws')}/graphql`, webSocketImpl: FromPage, lazy: false },
          ...{ connectionParams: token ? { token } : {}, retryAttempts: 0, onNonLazyError: () => undefined },
          on: {
            connected: () =>
              client.subscribe<{ me: { id: string } }>(
                { query: '{ me { id } }' },
                {
                  next: ({ data }) => resolve(data?.me.id),
                  error: resolve,
                  complete: () => void client.dispose(),
                },
              ),
            closed: (event) => resolve((event as { code?: number }).code ?? 'refused'),
          },
        });
      });

    it('is the person’s, for pages of ours', async () => {
      const { cookie, user } = await begin();
      expect(await connect({ cookie, origin: platform.url })).toBe(user.id);
    });

    it('is nobody’s for others (15)', async () => {
      const [{ cookie }, bob] = [await begin(), await signUp()];
      expect(await connect({ cookie })).toBe(4401);
      expect(await connect({ cookie, origin: FOREIGN })).toBe(1006);
      expect(await connect({ cookie, token: bob.accessToken })).toBe(bob.user.id);
    });
  });
});

it('is not offered unless it is set', async () => {
  const platform = await runningPlatform();
  try {
    const { token } = await platform.person('Ann');
    const headers = { origin: platform.url, authorization: `Bearer ${token}` };
    expect((await fetch(`${platform.url}/session`, { method: 'POST', headers })).status).toBe(404);
    const cookie = `${ACCESS}=${token}`;
    const response = await fetch(`${platform.url}/graphql`, {
      method: 'POST',
      headers: { cookie, origin: platform.url, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ me { id } }' }),
    });
    expect(await response.text()).toContain('UNAUTHENTICATED');
  } finally {
    await platform.close();
  }
});
