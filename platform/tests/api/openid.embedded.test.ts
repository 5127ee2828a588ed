import { randomUUID } from 'node:crypto';
import type { UserId } from '@parley/contracts/ids';
import { freePort } from '@parley/testing/free-port';
import { post } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { accounts } from '../../modules';
import { openIdProvider, type OpenIdProviderProcess } from '../../testing/openid-provider';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';
import { totpCode } from '../../testing/totp';

interface Session {
  accessToken: string;
  refreshToken: string;
  challengeId?: string;
  user: { id: string };
}

const SIGN_UP = 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken user { id } } }';

/** What a browser does of it: it keeps cookies by host. */
class Browser {
  private readonly jars = new Map<string, Map<string, string>>();

  async send(url: string, init: { method?: string; origin?: string; body?: object } = {}): Promise<Response> {
    const { host } = new URL(url);
    const jar = this.jars.get(host) ?? new Map<string, string>();
    this.jars.set(host, jar);
    const response = await fetch(url, {
      method: init.method ?? 'GET',
      redirect: 'manual',
      headers: {
        cookie: Array.from(jar, ([name, value]) => `${name}=${value}`).join('; '),
        ...(init.origin && { origin: init.origin }),
        ...(init.body && { 'content-type': 'application/json' }),
      },
      body: init.body && JSON.stringify(init.body),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      jar.set(name!, value!);
    }
    return response;
  }

  /** Follows redirects until `isEnd`; returns that address. */
  async follow(url: string, isEnd: (url: string) => boolean): Promise<string> {
    let next = url;
    for (let hops = 0; hops < 10 && !isEnd(next); hops++) {
      const response = await this.send(next);
      const location = response.headers.get('location');
      if (!location) throw new Error(`${next.split('?')[0]} answers ${response.status}: ${await response.text()}`);
      next = new URL(location, next).href;
    }
    return next;
  }
}

describe('sign-in at an OpenID provider', () => {
  let platform: RunningPlatform;
  let providers: OpenIdProviderProcess[] = [];
  let url: string;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const redirectUri = `${url}/openid/callback`;
    providers = await Promise.all([
      openIdProvider({ redirectUri }),
      openIdProvider({ redirectUri, claimsByUserInfo: true }),
    ]);
    const [first, second] = providers;
    const of = { tenant: 'demo', clientId: 'parley', clientSecret: 'a secret of the client' };
    const OPENID_PROVIDERS = JSON.stringify([
      { ...of, name: 'company', issuer: first!.issuer },
      { ...of, name: 'members', issuer: first!.issuer, createsAccounts: false },
      { ...of, name: 'other', issuer: second!.issuer },
      { ...of, name: 'gone', issuer: 'http://127.0.0.1:9' },
      { ...of, name: 'impostor', issuer: first!.issuer, clientSecret: 'another secret' },
    ]);
    platform = await runningPlatform({ PORT: String(port), PUBLIC_URL: url, OPENID_PROVIDERS });
  });
  afterAll(async () => {
    await platform?.close();
    await Promise.all(providers.map((provider) => provider.close()));
  });

  const isCallback = (address: string) => address.startsWith(`${url}/openid/callback`);
  const begin = (browser: Browser, email: string, provider = 'company') =>
    browser.follow(`${url}/openid/demo/${provider}?login_hint=${encodeURIComponent(email)}`, isCallback);
  /** What the page is told. */
  const finish = async (browser: Browser, callback: string) => {
    const response = await browser.send(callback);
    return new URL(response.headers.get('location') ?? '', url).searchParams.get('openid');
  };
  const claim = async (browser: Browser, origin: string | undefined = url) => {
    const body = { device: { fingerprint: 'laptop', name: 'Laptop', platform: 'WEB' } };
    const response = await browser.send(`${url}/openid/session`, { method: 'POST', origin, body });
    return { status: response.status, session: (await response.json()) as Session };
  };

  async function signIn(email: string, provider = 'company') {
    const browser = new Browser();
    const outcome = await finish(browser, await begin(browser, email, provider));
    return outcome === 'done' ? (await claim(browser)).session : outcome;
  }
  const signedIn = async (email: string, provider?: string) => {
    const session = await signIn(email, provider);
    if (session === null || typeof session === 'string') throw new Error(`Not signed in: ${session}`);
    return session;
  };
  const me = async (token: string) =>
    (await post<{ me: object }>(url, { query: '{ me { id email displayName emailVerified } }', token })).data?.me;

  async function signUp(email: string, verified: boolean) {
    const password = randomUUID();
    const input = { tenant: 'demo', email, password, displayName: 'Ada' };
    const { data } = await post<{ signUp: Session }>(url, { query: SIGN_UP, variables: { input } });
    if (verified) {
      const token = await until(() => {
        const mail = platform.mails.find(({ to }) => to === email);
        return mail && /token=([\w-]+)/.exec(mail.text)?.[1];
      });
      await post(url, { query: `mutation { verifyEmail(token: "${token}") }` });
    }
    return { ...data!.signUp, password };
  }
  const newEmail = () => `${randomUUID()}@company.example`;

  it('makes an account, and finds it again', async () => {
    const email = newEmail();
    const session = await signedIn(email);
    expect(await me(session.accessToken)).toEqual({
      ...{ id: session.user.id, email, emailVerified: true },
      displayName: `Person ${email.split('@')[0]}`,
    });
    expect((await signedIn(email)).user.id).toBe(session.user.id);
  });

  it('takes the address from the user info endpoint where only that has it', async () => {
    const email = newEmail();
    expect(await me((await signedIn(email, 'other')).accessToken)).toMatchObject({ email });
  });

  it('finds the account of the address, where both sides have proven it', async () => {
    const email = newEmail();
    const { user } = await signUp(email, true);
    expect((await signedIn(email, 'members')).user.id).toBe(user.id);
  });

  it('links no account by an address that one side has not proven', async () => {
    const email = newEmail();
    await signUp(email, false);
    expect(await signIn(email)).toBe('CONFLICT');
    const unverified = `unverified+${newEmail()}`;
    await signUp(unverified, true);
    expect(await signIn(unverified)).toBe('FORBIDDEN');
  });

  it('makes no account where the provider does not', async () => {
    expect(await signIn(newEmail(), 'members')).toBe('FORBIDDEN');
  });

  describe('in a tenant', () => {
    const set = (what: string) => platform.database.query(`update users.tenant set ${what} where slug = 'demo'`);
    afterEach(() => set(`sign_up = 'open', email_domains = '{}', max_members = null, suspended_at = null`));

    it.each(['invited', 'closed'])(
      'makes no account where sign-up is %s, and finds those that are there',
      async (policy) => {
        const member = newEmail();
        const { user } = await signedIn(member);
        await set(`sign_up = '${policy}'`);
        const email = newEmail();
        expect(await signIn(email)).toBe('FORBIDDEN');
        expect((await signedIn(member)).user.id).toBe(user.id);
        await set(`sign_up = 'open'`);
        // nothing was left of the refused attempt
        expect(await me((await signedIn(email)).accessToken)).toMatchObject({ email });
      },
    );

    it('makes accounts for the domains of its policy only', async () => {
      await set(`sign_up = 'domains', email_domains = '{company.example}'`);
      await signedIn(newEmail());
      expect(await signIn(`${randomUUID()}@another.example`)).toBe('FORBIDDEN');
      expect(await signIn(`${randomUUID()}@sub.company.example`)).toBe('FORBIDDEN');
    });

    it('makes no account where it is full, and lets nobody in while it is suspended', async () => {
      const member = newEmail();
      await signedIn(member);
      await set('max_members = 1');
      expect(await signIn(newEmail())).toBe('QUOTA_EXCEEDED');
      await set('max_members = null, suspended_at = now()');
      expect(await signIn(newEmail())).toBe('FORBIDDEN');
      expect(await signIn(member)).toBe('FORBIDDEN');
    });

    it('lets nobody in whose account is suspended', async () => {
      const email = newEmail();
      const { user } = await signedIn(email);
      const person = { tenant: (await tenantId())!, user: user.id as UserId };
      await accounts.people.suspend(platform.database, person, {});
      expect(await signIn(email)).toBe('FORBIDDEN');
      await accounts.people.restore(platform.database, person);
      expect((await signedIn(email)).user.id).toBe(user.id);
    });

    const tenantId = async () => (await accounts.tenants.find(platform.database, 'demo'))?.id;
  });

  it('asks for the second factor of the account', async () => {
    const email = newEmail();
    const { accessToken: token, password } = await signUp(email, true);
    const enroll = `mutation { enrollTotp(password: "${password}") { secret } }`;
    const { data } = await post<{ enrollTotp: { secret: string } }>(url, { query: enroll, token });
    const { secret } = data!.enrollTotp;
    await post(url, { query: `mutation { confirmTotp(code: "${totpCode(secret)}") }`, token });
    const { challengeId, accessToken } = await signedIn(email);
    expect(accessToken).toBeUndefined();
    const input = `{ challengeId: "${challengeId}", code: "${totpCode(secret, 1)}" }`;
    const query = `mutation { completeSignIn(input: ${input}) { accessToken } }`;
    expect((await post(url, { query })).errors).toBeUndefined();
  });

  it('has no token in an address, and gives the session once, to pages of ours', async () => {
    const browser = new Browser();
    const callback = await begin(browser, newEmail());
    const response = await browser.send(callback);
    expect(response.headers.get('location')).toBe('/?openid=done');
    expect((await claim(browser, 'https://evil.example')).status).toBe(403);
    expect((await claim(browser)).status).toBe(200);
    expect((await claim(browser)).status).toBe(401);
  });

  it('ends in the browser that began it, once, with the answer that belongs to it', async () => {
    const [ada, eve] = [new Browser(), new Browser()];
    const callback = await begin(ada, newEmail());
    // no cookie, and then the cookie of another sign-in: state, nonce and verifier differ
    expect(await finish(new Browser(), callback)).toBe('UNAUTHENTICATED');
    await begin(eve, newEmail());
    expect(await finish(eve, callback)).toBe('UNAUTHENTICATED');
    expect((await claim(eve)).status).toBe(401);
    expect(await finish(ada, callback)).toBe('done');
    expect(await finish(ada, callback)).toBe('UNAUTHENTICATED');
  });

  it('refuses a forged state, a foreign issuer, and a code that somebody made up', async () => {
    for (const [name, value] of [
      ['state', 'forged'],
      ['iss', 'https://evil.example'],
      ['code', 'made-up'],
    ] as const) {
      const browser = new Browser();
      const callback = new URL(await begin(browser, newEmail()));
      callback.searchParams.set(name, value);
      expect([name, await finish(browser, callback.href)]).toEqual([name, 'UNAUTHENTICATED']);
    }
    expect(await signIn(newEmail(), 'impostor')).toBe('UNAUTHENTICATED');
  });

  it('says when a provider is not there, or is not one of the tenant', async () => {
    const status = async (path: string) => (await fetch(url + path, { redirect: 'manual' })).status;
    expect(await status('/openid/demo/gone')).toBe(503);
    expect(await status('/openid/demo/unknown')).toBe(404);
    expect(await status('/openid/elsewhere/company')).toBe(404);
  });
});
