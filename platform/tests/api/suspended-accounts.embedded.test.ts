import { randomUUID } from 'node:crypto';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import { post, type TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { codesOf } from '@parley/testing/viewers';
import { listen } from '../../testing/listener';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const ACCOUNT = 'user { id displayName } email status suspendedUntil lastSeenAt createdAt';
const SUSPEND = `mutation ($u: ID!, $r: String!, $until: DateTime) { suspendAccount(userId: $u, reason: $r, until: $until) { ${ACCOUNT} } }`;
const RESTORE = `mutation ($u: ID!) { restoreAccount(userId: $u) { ${ACCOUNT} } }`;
const ACCOUNTS = `query ($query: String, $status: AccountStatus, $first: Int, $after: String) {
  accounts(query: $query, status: $status, first: $first, after: $after) {
    edges { node { ${ACCOUNT} } } pageInfo { hasNextPage endCursor }
  }
}`;
const SIGN_IN = 'mutation ($i: SignInInput!) { signIn(input: $i) { __typename } }';
const SIGN_UP = 'mutation ($i: SignUpInput!) { signUp(input: $i) { accessToken user { id } } }';

interface Account {
  user: { id: string; displayName: string };
  email: string | null;
  status: string;
}
interface Accounts {
  edges: { node: Account }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

describe('accounts, for those who run the tenant', () => {
  let platform: RunningPlatform;
  let admin: TestClient;
  let owner: TestClient;
  let member: TestClient;

  beforeAll(async () => {
    platform = await runningPlatform();
    [admin, owner, member] = await platform.people('Admin', 'Owner', 'Member');
    for (const [one, role] of [
      [admin, 'ADMIN'],
      [owner, 'OWNER'],
    ] as const)
      await platform.database.query('update users.account set role = $2 where id = $1', [one.userId, role]);
  });
  afterAll(() => platform.close());

  const code = async (result: Promise<Parameters<typeof codesOf>[0]>) => codesOf(await result).join();
  const suspend = (by: TestClient, u: string, more: object = {}) =>
    by.request<Record<string, Account>>(SUSPEND, { u, r: 'spam', ...more });
  const list = (variables: object = {}) => value(admin.request<Record<string, Accounts>>(ACCOUNTS, { ...variables }));
  const signIn = (email: string) =>
    post(platform.url, {
      query: SIGN_IN,
      variables: { i: { tenant: 'demo', email, password: 'a password of somebody' } },
    });

  async function somebody() {
    const email = `${randomUUID()}@example.org`;
    const { accessToken: token, user } = await value(
      post<Record<string, { accessToken: string; user: { id: string } }>>(platform.url, {
        query: SIGN_UP,
        variables: { i: { tenant: 'demo', email, password: 'a password of somebody', displayName: 'Somebody' } },
      }),
    );
    return { email, token, userId: user.id };
  }

  it('ends what is open within a second, refuses signing in with the reason, and is undone', async () => {
    const { email, token, userId } = await somebody();
    const room = await createConversation(owner);
    await value(
      owner.request('mutation ($c: ID!, $u: [ID!]!) { addMembers(conversationId: $c, userIds: $u) { id } }', {
        c: room,
        u: [userId],
      }),
    );
    const listener = listen(platform.url, token, { id: room, after: 0 });
    await until(() => listener.seqs.length > 0);
    const end = new Date(Date.now() + 3_600_000).toISOString();
    expect(await value(suspend(admin, userId, { r: 'spam links', until: end }))).toMatchObject({
      ...{ user: { id: userId }, email, status: 'SUSPENDED', suspendedUntil: end },
    });
    await until(() => listener.closed);
    expect(listener.closed).toBe(4403);
    const seen = listener.seqs.length;
    await sendMessage(owner, room, 'after');
    expect(await code(post(platform.url, { query: '{ me { id } }', token }))).toBe('UNAUTHENTICATED');
    const { errors } = await signIn(email);
    expect(errors![0]!.extensions).toMatchObject({ code: 'FORBIDDEN', reason: 'spam links' });
    expect(listener.seqs.length).toBe(seen);
    expect((await list({ status: 'SUSPENDED' })).edges.map(({ node }) => node.user.id)).toEqual([userId]);

    expect(await value(admin.request(RESTORE, { u: userId }))).toMatchObject({
      status: 'ACTIVE',
      suspendedUntil: null,
    });
    expect(await code(signIn(email))).toBe('');
  });

  it('lists everybody once, by name, and finds them by parts of names and addresses', async () => {
    const { email, userId } = await somebody();
    expect((await list({ query: email.slice(2, 20).toUpperCase() })).edges).toMatchObject([
      { node: { user: { id: userId }, email, status: 'ACTIVE' } },
    ]);
    expect((await list({ query: '%' })).edges).toEqual([]);
    const paged: string[] = [];
    for (let after: string | null = null; ;) {
      const page: Accounts = await list({ first: 2, after });
      paged.push(...page.edges.map(({ node }) => node.user.id));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(new Set(paged).size).toBe(paged.length);
    expect(paged).toEqual((await list({ first: 200 })).edges.map(({ node }) => node.user.id));
    expect(paged).toContain(userId);
  });

  it('is for owners and admins; nobody suspends themselves, and no admin an owner', async () => {
    expect(await code(member.request(ACCOUNTS, {}))).toBe('FORBIDDEN');
    expect(await code(suspend(member, admin.userId))).toBe('FORBIDDEN');
    expect(await code(suspend(admin, owner.userId))).toBe('FORBIDDEN');
    expect(await code(suspend(admin, admin.userId))).toBe('VALIDATION_FAILED');
    expect(await code(suspend(admin, member.userId, { r: ' ' }))).toBe('VALIDATION_FAILED');
    expect(await code(suspend(admin, member.userId, { until: new Date(0).toISOString() }))).toBe('VALIDATION_FAILED');
    expect(await code(suspend(admin, randomUUID()))).toBe('NOT_FOUND');
    expect(await code(admin.request(RESTORE, { u: randomUUID() }))).toBe('NOT_FOUND');
  });
});
