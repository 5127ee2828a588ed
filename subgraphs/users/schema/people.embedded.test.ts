import { randomUUID } from 'node:crypto';
import type { ConversationId, TenantId } from '@parley/contracts/ids';
import { codesOf } from '@parley/testing/viewers';
import { seedAccounts, seedTenant } from '../seed';
import { setUpUsers, SIGN_IN, type SessionData, type Users } from '../testing/set-up';

let users: Users;
beforeAll(async () => {
  users = await setUpUsers();
  // media's own: true for an image of this owner
  await users.database.query('create schema if not exists media');
  await users.database.query(`create table public.image (id uuid, owner uuid, tenant uuid);
    grant select on public.image to parley_tenant`);
  await users.database
    .query(`create or replace function media.claim_avatar(p_attachment uuid, p_owner uuid, p_tenant uuid)
    returns boolean language sql as $$ select exists (select from public.image where (id, owner, tenant) = ($1, $2, $3)) $$`);
});
afterAll(() => users.close());

type Person = Awaited<ReturnType<Users['signUp']>>;
const tenantOf = async ({ principal }: Person) => (principal as { tenant: TenantId }).tenant;
const UPDATE = `mutation ($input: UpdateProfileInput!) {
  updateProfile(input: $input) { displayName bio locale timeZone avatar { id } } }`;
const LIST = `query ($query: String, $first: Int, $after: String) { users(query: $query, first: $first, after: $after) {
  edges { cursor node { id displayName avatar { id } presence { status text lastActiveAt user { displayName } } } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
interface List {
  users: {
    edges: { cursor: string; node: { id: string; displayName: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
}
const ENTITIES = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { id displayName } } }`;

describe('a handle', () => {
  const HANDLE = 'query ($id: ID!) { user(id: $id) { displayName handle } }';
  const handleOf = async ({ execute, user }: Person) =>
    (await execute<{ user: { handle: string } }>(HANDLE, { id: user.id })).data?.user.handle;

  it('tells people of one name apart, who sign up at once too, and stays when the name changes', async () => {
    const name = `Sám  O’Lee_${randomUUID().slice(0, 8)}`;
    const sams = await Promise.all(Array.from({ length: 12 }, () => users.signUp({ displayName: name })));
    const handles = await Promise.all(sams.map(handleOf));
    expect(new Set(handles).size).toBe(12);
    const base = `sam.o.lee.${name.slice(-8)}`;
    expect(handles).toContain(base);
    expect(handles.every((handle) => handle === base || handle?.startsWith(`${base}.`))).toBe(true);
    await sams[0]!.execute(UPDATE, { input: { displayName: 'Somebody else' } });
    expect(await handleOf(sams[0]!)).toBe(handles[0]);
  });

  it.each([
    ['田中 由紀', /^田中\.由紀/],
    ['!!!', /^person/],
    ['ليلى حدّاد', /^ليلى\.حداد/],
  ])('of %s is %s', async (displayName, handle) =>
    expect(await handleOf(await users.signUp({ displayName }))).toMatch(handle),
  );
});

describe('a profile', () => {
  it('changes in what is given, and stays as it is in what is not', async () => {
    const ada = await users.signUp({ displayName: 'Ada' });
    const first = { displayName: 'आदा 👩🏽‍🔬', bio: 'Zeile 1\nZeile 2', locale: 'de-ch', timeZone: 'Europe/Zurich' };
    const changed = await ada.execute(UPDATE, { input: first });
    expect(changed.data).toEqual({ updateProfile: { ...first, locale: 'de-CH', avatar: null } });
    expect((await ada.execute(UPDATE, { input: { bio: null } })).data).toEqual({
      updateProfile: { ...first, locale: 'de-CH', bio: null, avatar: null },
    });
    const found = await ada.execute<List>(LIST, { query: 'आदा' });
    expect(found.data?.users.edges.map(({ node }) => node.id)).toEqual([ada.user.id]);
  });

  it.each([
    [{ displayName: 'x'.repeat(81) }, 'input.displayName'],
    [{ displayName: ' \u200b ' }, 'input.displayName'],
    [{ displayName: 'Ada\u202egnp.exe' }, 'input.displayName'],
    [{ displayName: null }, 'input.displayName'],
    [{ bio: 'a\u0000b' }, 'input.bio'],
    [{ bio: '\udc00' }, 'input.bio'],
    [{ locale: 'not a locale' }, 'input.locale'],
    [{ locale: null }, 'input.locale'],
    [{ timeZone: 'Mars/Olympus' }, 'input.timeZone'],
    [{ timeZone: '+01:00' }, 'input.timeZone'],
  ])('refuses %j', async (input, field) => {
    const ada = await users.signUp();
    const { errors } = await ada.execute(UPDATE, { input });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ field }] });
  });

  it('takes an image of their own as avatar, nobody else’s, and changes nothing otherwise', async () => {
    const [ada, bob] = [await users.signUp({ displayName: 'Ada' }), await users.signUp()];
    const [mine, his] = [randomUUID(), randomUUID()];
    const tenant = await tenantOf(ada);
    await users.database.query('insert into public.image values ($1, $2, $5), ($3, $4, $5)', [
      mine,
      ada.user.id,
      his,
      bob.user.id,
      tenant,
    ]);
    expect((await ada.execute(UPDATE, { input: { avatarId: mine } })).data).toMatchObject({
      updateProfile: { avatar: { id: mine } },
    });
    for (const avatarId of [his, randomUUID(), 'x'])
      expect(codesOf(await ada.execute(UPDATE, { input: { avatarId, displayName: 'Eve' } }))).toEqual(['NOT_FOUND']);
    const { data } = await ada.execute('{ me { displayName avatar { id } } }');
    expect(data).toEqual({ me: { displayName: 'Ada', avatar: { id: mine } } });
    expect((await ada.execute(UPDATE, { input: { avatarId: null } })).data).toMatchObject({
      updateProfile: { avatar: null },
    });
  });
});

describe('what only the viewer sees', () => {
  it('is null of others', async () => {
    const [ada, bob] = [await users.signUp(), await users.signUp()];
    const own = 'email seq devices { id }';
    const { data, errors } = await ada.execute(`{ me { ${own} } user(id: "${bob.user.id}") { id ${own} } }`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      me: { email: ada.email, seq: 0, devices: [{ id: ada.deviceId }] },
      user: { id: bob.user.id, email: null, seq: null, devices: null },
    });
  });

  it('can’t be read in a view that several share', async () => {
    const ada = await users.signUp({ displayName: 'Ada' });
    const execute = users.as({
      kind: 'topic',
      tenant: await tenantOf(ada),
      conversation: randomUUID() as ConversationId,
    });
    const { data, errors } = await execute(`{ user(id: "${ada.user.id}") { displayName email } }`);
    expect(data).toEqual({ user: { displayName: 'Ada', email: null } });
    expect(errors).toHaveLength(1);
    expect(
      (await execute(`{ user(id: "${ada.user.id}") { displayName presence { status } } }`)).errors,
    ).toBeUndefined();
  });
});

describe('people of another tenant', () => {
  let ada: Person;
  let eve: Person;
  beforeAll(async () => {
    await seedTenant(users.database, { slug: 'other', signUp: 'open' });
    ada = await users.signUp({ displayName: 'Isolated Ada', email: 'same@x.example' });
    eve = await users.signUp({ displayName: 'Isolated Eve', email: 'same@x.example', tenant: 'other' });
  });

  it('are not there: by id, in lists, as references', async () => {
    expect((await eve.execute(`{ user(id: "${ada.user.id}") { id } }`)).data).toEqual({ user: null });
    const found = await eve.execute<List>(LIST, { query: 'isolated' });
    expect(found.data?.users.edges.map(({ node }) => node.displayName)).toEqual(['Isolated Eve']);
    const r = [ada, eve].map(({ user: { id } }) => ({ __typename: 'User', id }));
    expect((await eve.execute(ENTITIES, { r })).data).toEqual({
      _entities: [null, { id: eve.user.id, displayName: 'Isolated Eve' }],
    });
  });

  it('do not come through a cursor of the other list either', async () => {
    const { data } = await ada.execute<List>(LIST, { query: 'isolated' });
    const after = data!.users.pageInfo.endCursor;
    const found = await eve.execute<List>(LIST, { query: 'isolated', after });
    expect(found.data?.users.edges.map(({ node }) => node.displayName)).toEqual(['Isolated Eve']);
  });

  it('have accounts of their own for the same address', async () => {
    expect(ada.user.id).not.toBe(eve.user.id);
    const [row] = await users.database.query<{ tenant: string }>(
      'select tenant from log.stream_head where stream = $1',
      [eve.user.id],
    );
    expect(row?.tenant).toBe(await tenantOf(eve));
  });

  it('are nobody’s business without signing in', async () => {
    const r = [{ __typename: 'User', id: ada.user.id }];
    for (const result of [
      await users.anonymously('{ me { id } }'),
      await users.anonymously(`{ user(id: "${ada.user.id}") { id } }`),
      await users.anonymously('{ user(id: "x") { id } }'),
      await users.anonymously('{ users { edges { cursor } } }'),
      await users.anonymously(ENTITIES, { r }),
    ])
      expect(codesOf(result)).toEqual(['UNAUTHENTICATED']);
  });
});

const PASSWORD = 'the password of all';

const PEOPLE = {
  ada: 'Ada Lindqvist',
  mateo: 'Mateo Núñez Ibáñez',
  yuki: '田中 由紀',
  layla: 'ليلى حدّاد',
  priya: 'प्रिया शर्मा',
  olena: 'Олена Коваленко',
  juerg: 'Jürg Bächtold',
  zoe: 'Zoë O’Brien-Nwosu',
  minjun: '김민준',
  wei: '陈伟',
};

describe('the list of people', () => {
  let viewer: Person;
  beforeAll(async () => {
    const id = await seedTenant(users.database, { slug: 'office', signUp: 'open' });
    const people = Object.entries(PEOPLE).map(([name, displayName]) => ({ name, displayName }));
    await seedAccounts(users.database, { id, slug: 'office', password: PASSWORD }, people);
    await seedAccounts(users.database, { id, slug: 'office', password: PASSWORD }, people);
    viewer = await users.signUp({ tenant: 'office', displayName: 'Łukasz Żółw' });
  });

  const names = async (variables: object) => {
    const { data, errors } = await viewer.execute<List>(LIST, variables as Record<string, unknown>);
    expect(errors).toBeUndefined();
    return data!.users.edges.map(({ node }) => node.displayName);
  };

  it('has everybody once, in pages of any size', async () => {
    const all = await names({});
    expect(all).toHaveLength(11);
    const paged: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { data }: { data?: List | null } = await viewer.execute<List>(LIST, { first: 3, after });
      paged.push(...data!.users.edges.map(({ node }) => node.displayName));
      more = data!.users.pageInfo.hasNextPage;
      after = data!.users.pageInfo.endCursor;
    }
    expect(paged).toEqual(all);
  });

  it.each([
    ['NUNEZ', ['Mateo Núñez Ibáñez']],
    ['lukasz zolw', ['Łukasz Żółw']],
    ['jurg', ['Jürg Bächtold']],
    ['由紀', ['田中 由紀']],
    ['коваленко', ['Олена Коваленко']],
    ['حداد', ['ليلى حدّاد']],
    ['민준', ['김민준']],
    ['Ｚｏｅ', ['Zoë O’Brien-Nwosu']],
    ['%', []],
    ['_', []],
    ['\\', []],
  ])('finds by %s', async (query, found) => {
    expect(await names({ query })).toEqual(found);
  });

  it('shows names that begin with it before those that have it elsewhere', async () => {
    expect(await names({ query: 'l' })).toEqual(
      ['Łukasz Żółw', 'Ada Lindqvist', 'Jürg Bächtold'].sort(
        (a, b) => Number(b.startsWith('Ł')) - Number(a.startsWith('Ł')),
      ),
    );
  });

  it.each([
    [{ first: 0 }, 'first'],
    [{ first: 1_000_000 }, 'first'],
    [{ first: -1 }, 'first'],
    [{ after: 'forged' }, 'after'],
    [{ after: Buffer.from('[0,"a\\u0000","x"]').toString('base64url') }, 'after'],
    [{ after: Buffer.from('[0,{"$gt":""},null]').toString('base64url') }, 'after'],
    [{ query: 'x'.repeat(101) }, 'query'],
    [{ query: '\u0000' }, 'query'],
  ])('refuses %j', async (variables, field) => {
    const { errors } = await viewer.execute(LIST, variables);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ field }] });
  });

  it('takes one statement, with avatars and presences', async () => {
    const before = users.database.statements;
    expect((await names({ first: 11 })).length).toBe(11);
    expect(users.database.statements - before).toBe(1);
  });

  it('takes one statement for any number of references', async () => {
    const { data } = await viewer.execute<List>(LIST);
    const r = data!.users.edges.map(({ node: { id } }) => ({ __typename: 'User', id }));
    const before = users.database.statements;
    const found = await viewer.execute<{ _entities: object[] }>(ENTITIES, {
      r: [...r, { __typename: 'User', id: 'no id' }],
    });
    expect(found.data?._entities.filter((user) => user !== null)).toHaveLength(11);
    expect(users.database.statements - before).toBe(1);
  });

  it('has people who can sign in', async () => {
    const input = { tenant: 'office', email: 'ada@office.example', password: PASSWORD };
    expect(codesOf(await users.anonymously(SIGN_IN, { input }))).toEqual([]);
  });
});

describe('a seeded', () => {
  const signedIn = async (name: string) => {
    const id = await seedTenant(users.database, { slug: 'integrated', signUp: 'closed' });
    await seedAccounts(users.database, { id, slug: 'integrated', password: PASSWORD }, [
      { name: 'partner', displayName: 'Partner', scopes: ['schema:read'] },
      { name: 'bot', displayName: 'Bot', bot: true },
    ]);
    const input = { tenant: 'integrated', email: `${name}@integrated.example`, password: PASSWORD };
    const { data } = await users.anonymously<{ signIn: SessionData }>(SIGN_IN, { input });
    const principal = await users.authenticator.authenticate(data!.signIn.accessToken);
    const { data: own } = await users.as(principal)('{ me { bot displayName } }');
    return { principal, own };
  };

  it('partner may read the schema, as the token says', async () => {
    expect(await signedIn('partner')).toMatchObject({
      principal: { scopes: ['schema:read'], bot: false },
      own: { me: { bot: false } },
    });
  });

  it('bot is one, in its token and for others', async () => {
    expect(await signedIn('bot')).toMatchObject({ principal: { scopes: [], bot: true }, own: { me: { bot: true } } });
  });
});
