import type { ParleyClient } from '@parley/client';
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-ws/client';

/**
 * A stock urql client that sends requests as the person who is signed in. Tokens are this client's to renew; `webSocket` is for Node
 * before 22. An Apollo Client takes the same two: `setContext` for the header, and `new GraphQLWsLink(socket)`.
 */
export function urqlBeside(parley: ParleyClient, { url, webSocket }: { url: string; webSocket?: unknown }) {
  const socket = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    connectionParams: async () => ({ token: await parley.accessToken() }),
    ...(webSocket !== undefined && { webSocketImpl: webSocket }),
  });
  const client = new Client({
    url: `${url}/graphql`,
    preferGetMethod: false,
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers);
      const token = await parley.accessToken();
      if (token !== null) headers.set('authorization', `Bearer ${token}`);
      return fetch(input, { ...init, headers });
    },
    exchanges: [
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables = {} }) => ({
          subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink as never) }),
        }),
      }),
    ],
  });
  return { client, close: () => socket.dispose() };
}
