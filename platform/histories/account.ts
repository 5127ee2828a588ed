import { randomUUID } from 'node:crypto';
import type { ExecutionResult } from 'graphql';

/** A signed-in person, whose session is refreshed when needed. */
export interface Account {
  readonly name: string;
  readonly userId: string;
  /** A valid access token. */
  token(): Promise<string>;
}

interface Session {
  accessToken: string;
  refreshToken: string;
  expiresAt: string;
  user: { id: string };
}

/** Time limit of a response. */
const TIMEOUT_MS = 30_000;
/** How long before its expiry a token is replaced. */
const MARGIN_MS = 30_000;

const SESSION = 'accessToken refreshToken expiresAt user { id }';
const SIGN_UP = `mutation ($input: SignUpInput!) { session: signUp(input: $input) { ${SESSION} } }`;
const SIGN_IN = `mutation ($input: SignInInput!) {
  session: signIn(input: $input) { ... on Session { ${SESSION} } ... on MfaChallenge { challengeId } }
}`;
const REFRESH = `mutation ($input: RefreshSessionInput!) { session: refreshSession(input: $input) { ${SESSION} } }`;

/** Sends one operation over HTTP. Errors: only of the transport, with the URL. */
export async function post<Data>(
  url: string,
  { token, ...body }: { query: string; variables?: object; token?: string },
): Promise<ExecutionResult<Data>> {
  try {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return (await answer.json()) as ExecutionResult<Data>;
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } };
    throw new Error(`${url} does not respond as it should: ${cause?.code ?? message}`, { cause: error });
  }
}

/** Signs up new people in a tenant that is open to sign-up. */
export async function signUp(url: string, { tenant, count }: { tenant: string; count: number }): Promise<Account[]> {
  const accounts: Account[] = [];
  // one after the other, because hashing passwords is expensive
  for (let n = 0; n < count; n++) {
    const name = `Checker ${n}`;
    const input = { tenant, email: `${randomUUID()}@check.example`, password: randomUUID(), displayName: name };
    const { data, errors } = await post<{ session: Session }>(url, { query: SIGN_UP, variables: { input } });
    if (!data) throw new Error(`nobody can sign up to "${tenant}" (${reasonOf(errors)}): name accounts that exist`);
    accounts.push(accountOf(url, { name, session: data.session }));
  }
  return accounts;
}

/** Signs in a person without a second factor. */
export async function signIn(
  url: string,
  input: { tenant: string; email: string; password: string },
): Promise<Account> {
  const { data, errors } = await post<{ session: Session | { challengeId: string } }>(url, {
    query: SIGN_IN,
    variables: { input },
  });
  if (!data) throw new Error(`${input.email} cannot sign in: ${reasonOf(errors)}`);
  if ('challengeId' in data.session) throw new Error(`${input.email} has a second factor: name an account without`);
  return accountOf(url, { name: input.email, session: data.session });
}

function accountOf(url: string, { name, session: first }: { name: string; session: Session }): Account {
  let session = first;
  let refreshing: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    const input = { refreshToken: session.refreshToken };
    const { data, errors } = await post<{ session: Session }>(url, { query: REFRESH, variables: { input } });
    if (!data) throw new Error(`${name} could not stay signed in: ${reasonOf(errors)}`);
    session = data.session;
  }

  return {
    name,
    userId: first.user.id,
    async token() {
      const left = Date.parse(session.expiresAt) - Date.now();
      if (left < MARGIN_MS) await (refreshing ??= refresh().finally(() => (refreshing = undefined)));
      return session.accessToken;
    },
  };
}

export const reasonOf = (errors: ExecutionResult['errors']): string =>
  errors?.map(({ message, extensions }) => `${String(extensions?.code)}: ${message}`).join('; ') ?? 'no reason';
