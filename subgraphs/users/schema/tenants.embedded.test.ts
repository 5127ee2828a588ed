import { randomUUID } from 'node:crypto';
import { codesOf } from '@parley/testing/viewers';
import { TOTP } from 'otpauth';
import { PASSWORD, SESSION, setUpUsers, SIGN_IN, SIGN_UP, type SessionData, type Users } from '../testing/set-up';

let users: Users;
beforeAll(async () => void (users = await setUpUsers()));
afterAll(() => users.close());

type Person = Awaited<ReturnType<Users['signUp']>>;
const TENANT = `query { tenant { slug name
  settings { signUp emailDomains membersMayInvite membersMayCreateChannels requireTotp retentionDays }
  limits { members sockets messagesPerDay storageBytes } usage { members sockets messagesToday storageBytes } } }`;
const UPDATE = `mutation ($input: UpdateTenantInput!) { updateTenant(input: $input) { name settings {
  signUp emailDomains membersMayInvite membersMayCreateChannels requireTotp retentionDays } } }`;
const SET_ROLE =
  'mutation ($id: ID!, $role: TenantRole!) { setTenantRole(userId: $id, role: $role) { id tenantRole } }';
const ROLE = 'query ($id: ID!) { user(id: $id) { tenantRole } }';

const query = <Row>(text: string, values: unknown[]) => users.database.query<Row>(text, values);

/** A tenant of its own, with an owner. */
async function newTenant(signUp = 'open') {
  const slug = `t-${randomUUID().slice(0, 13)}`;
  await query(`insert into users.tenant (id, slug, sign_up, created_at) values ($1, $2, 'open', now())`, [
    randomUUID(),
    slug,
  ]);
  const join = async (role = 'MEMBER', displayName = role): Promise<Person> => {
    await query(`update users.tenant set sign_up = 'open' where slug = $1`, [slug]);
    const person = await users.signUp({ tenant: slug, displayName });
    await query('update users.account set role = $2 where id = $1', [person.user.id, role]);
    await query('update users.tenant set sign_up = $2 where slug = $1', [slug, signUp]);
    return person;
  };
  return { slug, join, owner: await join('OWNER') };
}

const signUpTo = (slug: string, more: object = {}) =>
  users.anonymously<{ signUp: SessionData & { user: { id: string } } }>(SIGN_UP, {
    input: { tenant: slug, email: `${randomUUID()}@x.example`, password: PASSWORD, displayName: 'New', ...more },
  });
const setRole = (by: Person, of: Person, role: string) => by.execute(SET_ROLE, { id: of.user.id, role });
const roleOf = async (person: Person) =>
  (await query<{ role: string }>('select role from users.account where id = $1', [person.user.id]))[0]!.role;

describe('a tenant', () => {
  it.each(['OWNER', 'ADMIN'])('shows how it is run to an %s, who may change it', async (role) => {
    const { join, slug } = await newTenant();
    const person = await join(role);
    const settings = {
      ...{ signUp: 'OPEN', emailDomains: [], membersMayInvite: true, membersMayCreateChannels: true },
      ...{ requireTotp: false, retentionDays: null },
    };
    const limits = { members: null, sockets: null, messagesPerDay: null, storageBytes: null };
    const usage = { members: 2, sockets: 0, messagesToday: 0, storageBytes: 0 };
    expect((await person.execute(TENANT)).data).toEqual({ tenant: { slug, name: slug, settings, limits, usage } });
    const input = {
      ...{ name: ' Acme ', signUp: 'DOMAINS', emailDomains: ['ACME.example', '@bücher.example', 'acme.example'] },
      ...{ membersMayInvite: false, membersMayCreateChannels: false, requireTotp: true, retentionDays: 90 },
    };
    const domains = ['acme.example', 'xn--bcher-kva.example'];
    expect((await person.execute(UPDATE, { input })).data).toEqual({
      updateTenant: { name: 'Acme', settings: { ...input, name: undefined, emailDomains: domains } },
    });
    await person.execute(UPDATE, { input: { retentionDays: null } });
    expect((await person.execute(TENANT)).data).toMatchObject({
      tenant: { name: 'Acme', settings: { signUp: 'DOMAINS', retentionDays: null } },
    });
  });

  it.each(['MODERATOR', 'MEMBER', 'GUEST'])('shows its name alone to a %s, who may change nothing', async (role) => {
    const { join, slug } = await newTenant();
    const person = await join(role);
    expect((await person.execute(TENANT)).data).toEqual({
      tenant: { slug, name: slug, settings: null, limits: null, usage: null },
    });
    expect(codesOf(await person.execute(UPDATE, { input: { name: 'Mine' } }))).toEqual(['FORBIDDEN']);
    expect(codesOf(await setRole(person, person, 'OWNER'))).toEqual(['FORBIDDEN']);
  });

  it.each([
    [{ name: ' \u200b' }, 'input.name'],
    [{ name: null }, 'input.name'],
    [{ emailDomains: ['not a domain'] }, 'input.emailDomains'],
    [{ emailDomains: ['localhost'] }, 'input.emailDomains'],
    [{ signUp: null }, 'input.signUp'],
    [{ retentionDays: 0 }, 'input.retentionDays'],
  ])('refuses %j', async (input, field) => {
    const { owner } = await newTenant();
    const { errors } = await owner.execute(UPDATE, { input });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ field }] });
  });
});

describe('roles', () => {
  it('are given by admins, but only owners make owners and change them', async () => {
    const { join, owner } = await newTenant();
    const [admin, member] = [await join('ADMIN'), await join()];
    expect((await setRole(admin, member, 'MODERATOR')).data).toEqual({
      setTenantRole: { id: member.user.id, tenantRole: 'MODERATOR' },
    });
    expect((await owner.execute(ROLE, { id: member.user.id })).data).toEqual({ user: { tenantRole: 'MODERATOR' } });
    expect(codesOf(await setRole(admin, member, 'OWNER'))).toEqual(['FORBIDDEN']);
    expect(codesOf(await setRole(admin, owner, 'MEMBER'))).toEqual(['FORBIDDEN']);
    await setRole(owner, member, 'OWNER');
    await setRole(member, owner, 'MEMBER');
    expect([await roleOf(owner), await roleOf(member)]).toEqual(['MEMBER', 'OWNER']);
  });

  it('are those of one tenant', async () => {
    const [one, other] = [await newTenant(), await newTenant()];
    expect(codesOf(await setRole(one.owner, other.owner, 'MEMBER'))).toEqual(['NOT_FOUND']);
    expect(codesOf(await one.owner.execute(SET_ROLE, { id: 'nobody', role: 'MEMBER' }))).toEqual(['NOT_FOUND']);
  });

  it('always leave an owner, also when the last two step down at once', async () => {
    const { join, owner } = await newTenant();
    expect(codesOf(await setRole(owner, owner, 'ADMIN'))).toEqual(['CONFLICT']);
    const second = await join('OWNER');
    const answers = await Promise.all([setRole(owner, owner, 'ADMIN'), setRole(second, second, 'ADMIN')]);
    expect(answers.map(codesOf).flat()).toEqual(['CONFLICT']);
    expect([await roleOf(owner), await roleOf(second)].sort()).toEqual(['ADMIN', 'OWNER']);
  });

  it('sign out whoever becomes a guest', async () => {
    const { join, owner } = await newTenant();
    const member = await join();
    await setRole(owner, member, 'GUEST');
    await expect(users.authenticator.authenticate(member.accessToken)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});

describe('sign-up', () => {
  const invite = async (by: Person, input: object = {}) =>
    (
      await by.execute<{ createInvitation: { id: string; code: string; url: string } }>(
        'mutation ($input: CreateInvitationInput!) { createInvitation(input: $input) { id code url uses maxUses } }',
        { input },
      )
    ).data!.createInvitation;
  const outcome = async (slug: string, more?: object) => {
    const answer = await signUpTo(slug, more);
    return codesOf(answer)[0] ?? 'in';
  };

  it.each([
    ['open', ['in', 'in', 'in']],
    ['domains', ['FORBIDDEN', 'in', 'in']],
    ['invited', ['FORBIDDEN', 'FORBIDDEN', 'in']],
    ['closed', ['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']],
  ])('where it is %s, lets in a stranger, an address of the domain, somebody invited: %j', async (policy, expected) => {
    const { slug, owner } = await newTenant(policy);
    await owner.execute(UPDATE, { input: { emailDomains: ['acme.example'] } });
    const { code } = await invite(owner);
    const got = [
      await outcome(slug),
      await outcome(slug, { email: `${randomUUID()}@ACME.example` }),
      await outcome(slug, { invitationCode: code }),
    ];
    expect(got).toEqual(expected);
    expect(await outcome(slug, { email: `${randomUUID()}@not.acme.example` })).toBe(expected[0]);
  });

  it('with an invitation that is revoked, expired, foreign, another address’s or used up is refused, and says so', async () => {
    const { slug, owner } = await newTenant('invited');
    const other = await newTenant('invited');
    const [revoked, expired, bound, once] = [
      await invite(owner),
      await invite(owner, { expiresInSeconds: 60 }),
      await invite(owner, { email: 'one@x.example' }),
      await invite(owner),
    ];
    await owner.execute('mutation ($id: ID!) { revokeInvitation(id: $id) }', { id: revoked.id });
    await query(`update users.invitation set expires_at = now() where id = $1`, [expired.id]);
    expect(await outcome(slug, { invitationCode: once.code })).toBe('in');
    const foreign = await invite(other.owner);
    for (const { code } of [revoked, expired, bound, once, foreign, { code: 'nothing' }]) {
      const { errors } = await signUpTo(slug, { invitationCode: code });
      expect(errors?.[0]?.extensions).toMatchObject({
        code: 'VALIDATION_FAILED',
        fields: [{ field: 'input.invitationCode' }],
      });
    }
    const email = `one@x.example`;
    expect(await outcome(slug, { invitationCode: bound.code, email })).toBe('in');
  });

  it('of many at once uses an invitation exactly as often as it may be', async () => {
    const { slug, owner } = await newTenant('invited');
    const { id, code } = await invite(owner, { maxUses: 5 });
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => outcome(slug, { invitationCode: code })));
    expect(outcomes.filter((one) => one === 'in')).toHaveLength(5);
    expect(await query('select uses from users.invitation where id = $1', [id])).toEqual([{ uses: 5 }]);
    const [row] = await query<{ count: number }>(
      'select count(*)::int from users.account a join users.tenant t on t.id = a.tenant where t.slug = $1',
      [slug],
    );
    expect(row!.count).toBe(6);
  });

  it('keeps codes as hashes only', async () => {
    const { owner } = await newTenant();
    const { code, url } = await invite(owner);
    expect(url).toMatch(new RegExp(`^https://chat\\.example/invite\\?code=${code}`));
    const rows = await query('select i::text as row from users.invitation i', []);
    expect(JSON.stringify(rows)).not.toContain(code);
  });

  it('of more people than the tenant may have is refused, exactly, also at once', async () => {
    const { slug, owner } = await newTenant();
    await query('update users.tenant set max_members = 4 where slug = $1', [slug]);
    const answers = await Promise.all(Array.from({ length: 8 }, () => signUpTo(slug)));
    const refused = answers.filter(({ errors }) => errors);
    expect(refused).toHaveLength(5);
    for (const { errors } of refused)
      expect(errors![0]!.extensions).toMatchObject({ code: 'QUOTA_EXCEEDED', quota: 'members', limit: 4, used: 4 });
    expect((await owner.execute(TENANT)).data).toMatchObject({
      tenant: { limits: { members: 4 }, usage: { members: 4 } },
    });
  });
});

describe('an invitation', () => {
  const CREATE = `mutation ($input: CreateInvitationInput!) { createInvitation(input: $input) {
    id code url email expiresAt maxUses uses createdBy { id } conversation { id } } }`;
  const LIST = 'query { invitations { edges { node { id code url createdBy { id } } } } }';
  const PREVIEW =
    'query ($code: String!) { invitation(code: $code) { tenantName conversationTitle invitedBy needsSignUp } }';
  interface Made {
    createInvitation: { id: string; code: string };
  }
  const listed = async (by: Person) =>
    (
      await by.execute<{ invitations: { edges: { node: { id: string; code: null } }[] } }>(LIST)
    ).data!.invitations.edges.map(({ node }) => node.id);

  it('is made by whom the tenant lets', async () => {
    const { join, owner } = await newTenant();
    const member = await join();
    const may = async (person: Person) => codesOf(await person.execute(CREATE, { input: {} }))[0] ?? 'may';
    expect([await may(owner), await may(member), await may(await join('GUEST'))]).toEqual(['may', 'may', 'FORBIDDEN']);
    await owner.execute(UPDATE, { input: { membersMayInvite: false } });
    expect([await may(owner), await may(member), await may(await join('MODERATOR'))]).toEqual([
      'may',
      'FORBIDDEN',
      'may',
    ]);
  });

  it('ends when who made it may invite no more', async () => {
    const { join, owner } = await newTenant();
    const ada = await join('MEMBER', 'Ada');
    const { code } = (await ada.execute<Made>(CREATE, { input: {} })).data!.createInvitation;
    const invitation = async () =>
      (await users.anonymously<{ invitation: object | null }>(PREVIEW, { code })).data!.invitation;
    expect(await invitation()).not.toBeNull();
    await owner.execute(UPDATE, { input: { membersMayInvite: false } });
    expect(await invitation()).toBeNull();
    await owner.execute(UPDATE, { input: { membersMayInvite: true } });
    expect(await invitation()).not.toBeNull();
    await setRole(owner, ada, 'GUEST');
    expect(await invitation()).toBeNull();
  });

  it('is mailed to an address a few times an hour', async () => {
    const { owner } = await newTenant();
    const invite = async (email: string) => codesOf(await owner.execute(CREATE, { input: { email } }))[0] ?? 'mailed';
    const codes = [];
    for (let n = 0; n < 4; n++) codes.push(await invite('somebody@example.org'));
    expect(codes).toEqual(['mailed', 'mailed', 'mailed', 'RATE_LIMITED']);
    expect(await invite('another@example.org')).toBe('mailed');
  });

  it('previews before anybody signs in, as long as it is valid', async () => {
    const { join, slug } = await newTenant();
    const ada = await join('MEMBER', 'Ada');
    const { id, code } = (await ada.execute<Made>(CREATE, { input: {} })).data!.createInvitation;
    const invitation = { tenantName: slug, conversationTitle: null, invitedBy: 'Ada', needsSignUp: true };
    expect((await users.anonymously(PREVIEW, { code })).data).toEqual({ invitation });
    expect((await ada.execute(PREVIEW, { code })).data).toEqual({ invitation: { ...invitation, needsSignUp: false } });
    expect((await (await users.signUp()).execute(PREVIEW, { code })).data).toEqual({ invitation });
    await ada.execute('mutation ($id: ID!) { revokeInvitation(id: $id) }', { id });
    expect((await users.anonymously(PREVIEW, { code })).data).toEqual({ invitation: null });
    expect((await users.anonymously(PREVIEW, { code: 'nothing' })).data).toEqual({ invitation: null });
  });

  it('is listed to who made it and who runs the tenant, who may revoke it; its code is not', async () => {
    const { join, owner } = await newTenant();
    const [ada, bob] = [await join(), await join()];
    const { id } = (await ada.execute<Made>(CREATE, { input: {} })).data!.createInvitation;
    expect(await listed(bob)).toEqual([]);
    expect(await listed(ada)).toEqual([id]);
    expect((await owner.execute(LIST)).data).toEqual({
      invitations: { edges: [{ node: { id, code: null, url: null, createdBy: { id: ada.user.id } } }] },
    });
    const revoke = (by: Person) => by.execute('mutation ($id: ID!) { revokeInvitation(id: $id) }', { id });
    expect(codesOf(await revoke(bob))).toEqual(['NOT_FOUND']);
    expect(codesOf(await revoke((await newTenant()).owner))).toEqual(['NOT_FOUND']);
    expect((await revoke(owner)).data).toEqual({ revokeInvitation: true });
    expect(await listed(ada)).toEqual([]);
  });

  it.each([
    [{ expiresInSeconds: 59 }, 'input.expiresInSeconds'],
    [{ maxUses: 0 }, 'input.maxUses'],
    [{ email: 'nobody' }, 'input.email'],
  ])('is refused with %j', async (input, field) => {
    const { owner } = await newTenant();
    expect((await owner.execute(CREATE, { input })).errors?.[0]?.extensions).toMatchObject({ fields: [{ field }] });
  });
});

describe('where a second factor is required', () => {
  const ME = 'query { me { id } }';
  const LIST = 'query { users { edges { node { id } } } }';
  const refreshed = async ({ refreshToken }: { refreshToken: string }) => {
    const source = `mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { ${SESSION} } }`;
    const { data } = await users.anonymously<{ refreshSession: SessionData }>(source, { input: { refreshToken } });
    const session = data!.refreshSession;
    return { ...session, execute: users.as(await users.authenticator.authenticate(session.accessToken)) };
  };

  it('whoever has none may set one up, and nothing else', async () => {
    const { join, owner } = await newTenant();
    const before = await join();
    await owner.execute(UPDATE, { input: { requireTotp: true } });
    const ada = await join();
    expect(codesOf(await ada.execute(ME))).toEqual([]);
    expect(codesOf(await ada.execute(LIST))).toEqual(['FORBIDDEN']);
    expect(codesOf(await ada.execute('query { presenceChangesSource(userIds: []) }'))).toEqual(['FORBIDDEN']);
    // who was signed in before is asked for it at the next token
    expect(codesOf(await before.execute(LIST))).toEqual([]);
    expect(codesOf(await (await refreshed(before)).execute(LIST))).toEqual(['FORBIDDEN']);

    const { data } = await ada.execute<{ enrollTotp: { secret: string } }>(
      `mutation { enrollTotp(password: "${PASSWORD}") { secret } }`,
    );
    const code = new TOTP({ secret: data!.enrollTotp.secret }).generate();
    expect(codesOf(await ada.execute('mutation ($code: String!) { confirmTotp(code: $code) }', { code }))).toEqual([]);
    expect(codesOf(await (await refreshed(ada)).execute(LIST))).toEqual([]);
  });
});

describe('whoever is suspended', () => {
  const signIn = (slug: string, { email }: Person, password = PASSWORD) =>
    users.anonymously(SIGN_IN, { input: { tenant: slug, email, password } });
  const refresh = ({ refreshToken }: Person) =>
    users.anonymously(`mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { ${SESSION} } }`, {
      input: { refreshToken },
    });

  it('is told why at sign-in, and only if the password is right; sessions go on no more', async () => {
    const { join, slug } = await newTenant();
    const ada = await join();
    await query(
      `update users.account set suspended_at = now(), suspended_until = '2100-01-01Z', suspended_because = 'spam' where id = $1`,
      [ada.user.id],
    );
    const { errors } = await signIn(slug, ada);
    expect(errors![0]!.message).toBe('This account is suspended until 2100-01-01T00:00:00.000Z: spam');
    expect(errors![0]!.extensions).toMatchObject({
      code: 'FORBIDDEN',
      reason: 'spam',
      until: '2100-01-01T00:00:00.000Z',
    });
    expect(codesOf(await signIn(slug, ada, 'a wrong password'))).toEqual(['UNAUTHENTICATED']);
    expect(codesOf(await refresh(ada))).toEqual(['UNAUTHENTICATED']);
    await query(`update users.account set suspended_until = now() where id = $1`, [ada.user.id]);
    expect(codesOf(await signIn(slug, ada))).toEqual([]);
  });

  it('is a whole tenant, too', async () => {
    const { slug, owner } = await newTenant();
    await query(`update users.tenant set suspended_at = now(), suspended_because = 'unpaid' where slug = $1`, [slug]);
    expect((await signIn(slug, owner)).errors![0]).toMatchObject({ message: 'This workspace is suspended: unpaid' });
    expect(codesOf(await refresh(owner))).toEqual(['UNAUTHENTICATED']);
    expect(codesOf(await signUpTo(slug))).toEqual(['FORBIDDEN']);
  });
});
