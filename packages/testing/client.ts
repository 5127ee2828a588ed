import { randomUUID } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';

type Variables = Record<string, unknown>;

/** A person who uses Parley as a client: over HTTP, and with a stock graphql-ws client. */
export interface TestClient {
  readonly userId: string;
  readonly token: string;
  /** Sends an operation over HTTP. Errors: only of the transport. */
  request<Data = Record<string, never>>(source: string, variables?: Variables): Promise<ExecutionResult<Data>>;
  /** A subscription, which ends as the server ends it. The first one opens the socket. */
  subscribe<Data>(source: string, variables?: Variables): AsyncIterableIterator<ExecutionResult<Data>>;
  readonly socket: Client;
  close(): Promise<void>;
}

export async function post<Data>(
  url: string,
  { token, ...body }: { query: string; variables?: Variables; token?: string },
  headers: Readonly<Record<string, string>> = {},
): Promise<ExecutionResult<Data>> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }), ...headers },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as ExecutionResult<Data>;
}

interface Session {
  accessToken: string;
  user: { id: string };
}

/** Signs up a new person in a tenant. */
export async function newClient(url: string, displayName = 'Somebody New', tenant = 'demo'): Promise<TestClient> {
  const input = { tenant, email: `${randomUUID()}@example.org`, password: randomUUID(), displayName };
  const { data, errors } = await post<{ signUp: Session }>(url, {
    query: 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken user { id } } }',
    variables: { input },
  });
  if (!data) throw new Error(`could not sign up: ${JSON.stringify(errors)}`);
  return clientOf(url, data.signUp);
}

/** The same person on another socket. */
export const onAnotherSocket = (url: string, { token, userId }: TestClient): TestClient =>
  clientOf(url, { accessToken: token, user: { id: userId } });

export function clientOf(url: string, { accessToken: token, user }: Session): TestClient {
  const socket = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { token },
    retryAttempts: 0,
  });
  return {
    userId: user.id,
    token,
    socket,
    request: (query, variables) => post(url, { query, variables, token }),
    subscribe: <Data>(query: string, variables?: Variables) =>
      socket.iterate<Data>({ query, variables }) as AsyncIterableIterator<ExecutionResult<Data>>,
    close: async () => socket.dispose(),
  };
}
