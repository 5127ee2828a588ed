import { codesOf } from '@parley/testing/viewers';
import { seedTenant } from '../seed';
import { PASSWORD, REFRESH, setUpUsers, SIGN_IN, SIGN_UP, type SessionData, type Users } from '../testing/set-up';

let users: Users;
beforeAll(async () => {
  users = await setUpUsers();
});
afterAll(() => users.close());

const refresh = async (refreshToken: string, fingerprint?: string) => {
  const input = { refreshToken, device: fingerprint === undefined ? undefined : { fingerprint } };
  const result = await users.anonymously<{ refreshSession: SessionData }>(REFRESH, { input });
  return { codes: codesOf(result), session: result.data?.refreshSession };
};
const signIn = async (input: { email: string; password?: string; tenant?: string; device?: object }) => {
  const result = await users.anonymously<{ signIn: SessionData }>(SIGN_IN, {
    input: { tenant: 'demo', password: PASSWORD, ...input },
  });
  return { result, codes: codesOf(result), session: result.data?.signIn };
};
const isGood = async (accessToken: string) =>
  users.authenticator.authenticate(accessToken).then(
    () => true,
    () => false,
  );

describe('signing up', () => {
  it('signs in, and shows their own to who is no viewer yet', async () => {
    const { data, errors } = await users.anonymously<{ signUp: { user: object } }>(
      `mutation ($input: SignUpInput!) { signUp(input: $input) {
        user { email displayName seq presence { status lastActiveAt } devices { name platform current } } } }`,
      {
        input: {
          ...{ tenant: ' Demo ', email: ' Grace@Bücher.Example ', password: PASSWORD, displayName: 'Grace' },
          device: { fingerprint: 'f', name: 'Phone', platform: 'IOS' },
        },
      },
    );
    expect(errors).toBeUndefined();
    expect(data?.signUp.user).toEqual({
      email: 'grace@xn--bcher-kva.example',
      displayName: 'Grace',
      seq: 0,
      presence: { status: 'OFFLINE', lastActiveAt: null },
      devices: [{ name: 'Phone', platform: 'IOS', current: true }],
    });
  });

  it('takes an address once in a tenant, also of two at once, and tells nothing about the account', async () => {
    const input = { tenant: 'demo', email: 'twice@x.example', password: PASSWORD, displayName: 'One' };
    const both = await Promise.all([users.anonymously(SIGN_UP, { input }), users.anonymously(SIGN_UP, { input })]);
    const again = await users.anonymously(SIGN_UP, { input: { ...input, email: 'TWICE@x.example' } });
    expect(both.map(codesOf).sort()).toEqual([['CONFLICT'], []].sort());
    expect(codesOf(again)).toEqual(['CONFLICT']);
    expect(again.errors?.[0]?.message).not.toMatch(/twice|One/);
    const rows = await users.database.query(`select from users.account where email = 'twice@x.example'`);
    expect(rows).toHaveLength(1);
  });

  it('looks the same where it is closed and where there is nothing', async () => {
    await seedTenant(users.database, { slug: 'closed', signUp: 'closed' });
    const tries = ['closed', 'nowhere', '', 'a\u0000b'].map((tenant) =>
      users.anonymously(SIGN_UP, { input: { tenant, email: 'a@x.example', password: PASSWORD, displayName: 'A' } }),
    );
    const seen = (await Promise.all(tries)).map(({ errors }) => [errors?.[0]?.extensions.code, errors?.[0]?.message]);
    expect(new Set(seen.map(String))).toEqual(new Set(['FORBIDDEN,Sign-up is not open here']));
  });

  it.each([
    [{ password: 'short' }, 'input.password'],
    [{ password: 'x'.repeat(257) }, 'input.password'],
    [{ password: `\ud800${'x'.repeat(9)}` }, 'input.password'],
    [{ email: 'nobody' }, 'input.email'],
    [{ email: 'a\u0000@x.example' }, 'input.email'],
    [{ displayName: '\u3164' }, 'input.displayName'],
    [{ device: { fingerprint: '' } }, 'input.device.fingerprint'],
    [{ device: { fingerprint: 'a\u0000' } }, 'input.device.fingerprint'],
  ])('refuses %j', async (wrong, field) => {
    const input = { tenant: 'demo', email: 'new@x.example', password: PASSWORD, displayName: 'New', ...wrong };
    const { errors } = await users.anonymously(SIGN_UP, { input });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ field }] });
  });
});

describe('signing in', () => {
  it('works with however the address and the password are typed', async () => {
    const { email } = await users.signUp({ email: 'typed@x.example' });
    expect((await signIn({ email: ` ${email.toUpperCase()}`, tenant: 'DEMO' })).session).toMatchObject({
      accessToken: expect.any(String),
    });
  });

  it('says the same of a wrong password, nobody, and nowhere', async () => {
    const { email } = await users.signUp();
    const tries = await Promise.all([
      signIn({ email, password: 'wrong password' }),
      signIn({ email: 'nobody@x.example' }),
      signIn({ email: 'no address' }),
      signIn({ email, tenant: 'nowhere' }),
      signIn({ email, tenant: 'a\u0000b' }),
      signIn({ email, password: 'x'.repeat(100_000) }),
      signIn({ email, password: '' }),
    ]);
    const seen = tries.map(({ result: { errors } }) => JSON.stringify([errors?.[0]?.message, errors?.[0]?.extensions]));
    expect(new Set(seen).size).toBe(1);
    expect(tries[0].codes).toEqual(['UNAUTHENTICATED']);
  });

  it('finds a device again by its fingerprint, and takes another without one', async () => {
    const ada = await users.signUp({ device: { fingerprint: 'laptop', name: 'Laptop' } });
    const again = await signIn({ email: ada.email, device: { fingerprint: 'laptop', platform: 'WEB' } });
    const other = await signIn({ email: ada.email });
    expect(again.session?.deviceId).toBe(ada.deviceId);
    expect(other.session?.deviceId).not.toBe(ada.deviceId);
    const { data } = await ada.execute<{ me: { devices: object[] } }>('{ me { devices { name platform current } } }');
    expect(data?.me.devices).toEqual([
      { name: null, platform: null, current: false },
      { name: 'Laptop', platform: 'WEB', current: true },
    ]);
  });
});

describe('refresh tokens', () => {
  it('are good once, and give the next', async () => {
    const ada = await users.signUp();
    const first = await refresh(ada.refreshToken);
    expect(first.session).toMatchObject({ deviceId: ada.deviceId, user: { id: ada.user.id } });
    const second = await refresh(first.session!.refreshToken);
    expect(second.codes).toEqual([]);
    expect(new Set([ada.refreshToken, first.session!.refreshToken, second.session!.refreshToken]).size).toBe(3);
  });

  it('end the session when used again, for everybody who has any of its tokens', async () => {
    const ada = await users.signUp();
    const { session: next } = await refresh(ada.refreshToken);
    expect((await refresh(ada.refreshToken)).codes).toEqual(['UNAUTHENTICATED']);
    expect((await refresh(next!.refreshToken)).codes).toEqual(['UNAUTHENTICATED']);
    expect(await isGood(next!.accessToken)).toBe(false);
    expect(await isGood(ada.accessToken)).toBe(false);
  });

  it('end the session when used by several at once', async () => {
    const ada = await users.signUp();
    const tries = await Promise.all(Array.from({ length: 6 }, () => refresh(ada.refreshToken)));
    const winners = tries.filter(({ codes }) => codes.length === 0);
    expect(winners).toHaveLength(1);
    expect((await refresh(winners[0]!.session!.refreshToken)).codes).toEqual(['UNAUTHENTICATED']);
    expect(await isGood(winners[0]!.session!.accessToken)).toBe(false);
  });

  it('leave the other sessions of the same person alone', async () => {
    const ada = await users.signUp();
    const other = (await signIn({ email: ada.email })).session!;
    await refresh(ada.refreshToken);
    await refresh(ada.refreshToken);
    expect((await refresh(other.refreshToken)).codes).toEqual([]);
  });

  it('are bound to the device they were given to', async () => {
    const ada = await users.signUp({ device: { fingerprint: 'mine' } });
    const { session } = await refresh(ada.refreshToken, 'mine');
    expect((await refresh(session!.refreshToken)).codes).toEqual(['UNAUTHENTICATED']);
    expect((await refresh(session!.refreshToken, 'mine')).codes).toEqual([]);

    const bob = await users.signUp({ device: { fingerprint: 'his' } });
    expect((await refresh(bob.refreshToken, 'stolen')).codes).toEqual(['UNAUTHENTICATED']);
    expect((await refresh(bob.refreshToken, 'his')).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('end when nobody uses them', async () => {
    const ada = await users.signUp();
    await users.database.query(`update users.session set expires_at = now() where account = $1`, [ada.user.id]);
    expect((await refresh(ada.refreshToken)).codes).toEqual(['UNAUTHENTICATED']);
  });

  it.each(['', 'x', '\u0000', '\ud800'])('are not just any text', async (text) => {
    expect((await refresh(text)).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('are nowhere in the database', async () => {
    const { refreshToken } = await users.signUp();
    const rows = await users.database.query<{ row: string }>('select t::text as row from users.refresh_token t');
    expect(rows.some(({ row }) => row.includes(refreshToken))).toBe(false);
  });
});

describe('signing out', () => {
  it('ends this session and no other', async () => {
    const ada = await users.signUp();
    const other = (await signIn({ email: ada.email })).session!;
    expect((await ada.execute('mutation { signOut }')).data).toEqual({ signOut: true });
    expect(await isGood(ada.accessToken)).toBe(false);
    expect((await refresh(ada.refreshToken)).codes).toEqual(['UNAUTHENTICATED']);
    expect(await isGood(other.accessToken)).toBe(true);
  });

  it('ends all of them when asked to', async () => {
    const ada = await users.signUp();
    const bob = await users.signUp();
    const other = (await signIn({ email: ada.email })).session!;
    await ada.execute('mutation { signOut(everywhere: true) }');
    expect(await Promise.all([ada, other, bob].map(({ accessToken }) => isGood(accessToken)))).toEqual([
      false,
      false,
      true,
    ]);
    expect((await refresh(other.refreshToken)).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('needs somebody', async () => {
    expect(codesOf(await users.anonymously('mutation { signOut }'))).toEqual(['UNAUTHENTICATED']);
  });
});

describe('devices', () => {
  it('are gone, with their sessions, once revoked', async () => {
    const ada = await users.signUp({ device: { fingerprint: 'laptop' } });
    const phone = (await signIn({ email: ada.email, device: { fingerprint: 'phone', pushToken: 'push' } })).session!;
    const revoked = await ada.execute('mutation ($id: ID!) { revokeDevice(deviceId: $id) }', { id: phone.deviceId });
    expect(revoked.data).toEqual({ revokeDevice: true });
    expect(await isGood(phone.accessToken)).toBe(false);
    expect((await refresh(phone.refreshToken, 'phone')).codes).toEqual(['UNAUTHENTICATED']);
    expect(await isGood(ada.accessToken)).toBe(true);
    const { data } = await ada.execute<{ me: { devices: object[] } }>('{ me { devices { id } } }');
    expect(data?.me.devices).toEqual([{ id: ada.deviceId }]);
    const [kept] = await users.database.query<{ push_token: string | null }>(
      'select push_token from users.device where id = $1',
      [phone.deviceId],
    );
    expect(kept?.push_token).toBeNull();
  });

  it('of others are not found', async () => {
    const [ada, bob] = [await users.signUp(), await users.signUp()];
    for (const id of [bob.deviceId, '00000000-0000-4000-8000-000000000000', 'x'])
      expect(codesOf(await ada.execute('mutation ($id: ID!) { revokeDevice(deviceId: $id) }', { id }))).toEqual([
        'NOT_FOUND',
      ]);
    expect(await isGood(bob.accessToken)).toBe(true);
  });
});

describe('the end of a session', () => {
  const ENDS: Record<string, (ada: Awaited<ReturnType<Users['signUp']>>) => Promise<unknown>> = {
    signOut: (ada) => ada.execute('mutation { signOut }'),
    'signOut everywhere': (ada) => ada.execute('mutation { signOut(everywhere: true) }'),
    revokeDevice: (ada) => ada.execute('mutation ($id: ID!) { revokeDevice(deviceId: $id) }', { id: ada.deviceId }),
    'refreshSession twice': async (ada) => {
      for (let n = 0; n < 2; n++) await refresh(ada.refreshToken);
    },
  };

  it.each(Object.entries(ENDS))('is committed before %s tells of it', async (_, end) => {
    const ada = await users.signUp();
    const seen: unknown[] = [];
    const revoke = jest.spyOn(users.revocations, 'revoke').mockImplementation(async (session) => {
      const [row] = await users.database.query(
        'select ended_at is not null as ended from users.session where id = $1',
        [session],
      );
      seen.push(row);
    });
    await end(ada);
    revoke.mockRestore();
    expect(seen).toEqual([{ ended: true }]);
  });
});

describe('sockets', () => {
  it('get a token for one connection', async () => {
    const ada = await users.signUp();
    const { data } = await ada.execute<{ createSocketToken: { token: string } }>(
      'mutation { createSocketToken { token expiresAt } }',
    );
    const { token } = data!.createSocketToken;
    expect(await users.authenticator.authenticateSocket(token)).toEqual(ada.principal);
    await expect(users.authenticator.authenticateSocket(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(codesOf(await users.anonymously('mutation { createSocketToken { token } }'))).toEqual(['UNAUTHENTICATED']);
  });

  it('are not renewed from outside of them', async () => {
    const ada = await users.signUp();
    expect(codesOf(await ada.execute('mutation { renewSocket(token: "x") }'))).toEqual(['VALIDATION_FAILED']);
  });
});

describe('a session', () => {
  it('says when its access token ends', async () => {
    const { data } = await users.anonymously<{ signUp: SessionData }>(SIGN_UP, {
      input: { tenant: 'demo', email: 'ends@x.example', password: PASSWORD, displayName: 'E' },
    });
    const principal = await users.authenticator.authenticate(data!.signUp.accessToken);
    expect(principal).toMatchObject({ expiresAt: Date.parse(data!.signUp.expiresAt) / 1000 });
  });
});
