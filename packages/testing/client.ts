import { randomUUID } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';

type Variables = Record<string, unknown>;

/** Somebody who uses Parley as a client would: over HTTP, and with a stock graphql-ws client. */
export interface TestClient {
  readonly userId: string;
  readonly token: string;
  /** Over HTTP. Errors: of the transport only. */
  ask<Data = Record<string, never>>(source: string, variables?: Variables): Promise<ExecutionResult<Data>>;
  /** One subscription; it ends with what the server ends it with. The socket opens with the first one. */
  subscribe<Data>(source: string, variables?: Variables): AsyncIterableIterator<ExecutionResult<Data>>;
  readonly socket: Client;
  close(): Promise<void>;
}

export async function post<Data>(
  url: string,
  { token, ...body }: { query: string; variables?: Variables; token?: string },
): Promise<ExecutionResult<Data>> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as ExecutionResult<Data>;
}

interface Session {
  accessToken: string;
  user: { id: string };
}

/** A new person of the tenant `demo`. */
export async function newClient(url: string, displayName = 'Somebody New'): Promise<TestClient> {
  const input = { tenant: 'demo', email: `${randomUUID()}@example.org`, password: randomUUID(), displayName };
  const { data, errors } = await post<{ signUp: Session }>(url, {
    query: 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken user { id } } }',
    variables: { input },
  });
  if (!data) throw new Error(`could not sign up: ${JSON.stringify(errors)}`);
  return clientOf(url, data.signUp);
}

/** The same person, with a socket of their own. */
export const onAnotherSocket = (url: string, { token, userId }: TestClient): TestClient =>
  clientOf(url, { accessToken: token, user: { id: userId } });

function clientOf(url: string, { accessToken: token, user }: Session): TestClient {
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
    ask: (query, variables) => post(url, { query, variables, token }),
    subscribe: <Data>(query: string, variables?: Variables) =>
      socket.iterate<Data>({ query, variables }) as AsyncIterableIterator<ExecutionResult<Data>>,
    close: async () => socket.dispose(),
  };
}
