import { ApolloClient, gql, HttpLink, InMemoryCache, type ApolloLink } from '@apollo/client';
import { CombinedGraphQLErrors, CombinedProtocolErrors } from '@apollo/client/errors';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import type { TestClient } from '@parley/testing/client';
import { createClient } from 'graphql-sse';

export interface Event {
  __typename: string;
  seq: number;
  message?: { text: string };
}

/** What one subscription to a conversation has given, by somebody's stock client. */
export interface Listening {
  events: Event[];
  /** Codes of the errors that it ended with; none where it just ended. */
  over?: string[];
  stop(): void;
}

type Listen = (url: string, client: TestClient, variables: Record<string, unknown>) => Listening;

const CONVERSATION = `subscription Conversation($id: ID!, $after: Seq) {
  events: conversationEvents(conversationId: $id, after: $after) {
    __typename seq ... on MessageCreated { message { text } }
  }
}`;

interface Coded {
  extensions?: { code?: unknown };
}
const codesOf = (errors: readonly Coded[]): string[] => errors.map(({ extensions }) => String(extensions?.code));

/** Comes back by itself where it is cut, and says which event it has seen last. */
const overEvents: Listen = (url, { token }, variables) => {
  const listening: Listening = { events: [], stop: () => undefined };
  const client = createClient({
    url: `${url}/graphql`,
    headers: () => ({
      authorization: `Bearer ${token}`,
      ...(listening.events.length > 0 && { 'last-event-id': String(listening.events.at(-1)!.seq) }),
    }),
    retry: async () => undefined,
  });
  let codes: string[] = [];
  listening.stop = client.subscribe<{ events: Event }>(
    { query: CONVERSATION, variables },
    {
      next({ data, errors }) {
        if (data) listening.events.push(data.events);
        if (errors) codes = codesOf(errors as readonly Coded[]);
      },
      error: (error) => (listening.over = [String(error)]),
      complete: () => (listening.over = codes),
    },
  );
  return listening;
};

function overApollo(link: ApolloLink, variables: Record<string, unknown>): Listening {
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const events: Event[] = [];
  const subscription = client
    .subscribe<{ events: Event }>({ query: gql(CONVERSATION), variables, fetchPolicy: 'no-cache' })
    .subscribe({
      next({ data, error }) {
        if (data) events.push(data.events);
        if (error) listening.over = apolloCodes(error);
      },
      error: (error) => (listening.over ??= [String(error)]),
      complete: () => (listening.over ??= []),
    });
  const listening: Listening = { events, stop: () => subscription.unsubscribe() };
  return listening;
}

function apolloCodes(error: unknown): string[] {
  if (CombinedProtocolErrors.is(error) || CombinedGraphQLErrors.is(error)) return codesOf(error.errors);
  return [String(error)];
}

// GraphQLWsLink asks for what browsers and Node from 22 on have
Object.assign(globalThis, { WebSocket: globalThis.WebSocket ?? { CLOSED: 3 } });

/** Every way in which stock clients subscribe. */
export const TRANSPORTS: Record<string, Listen> = {
  'graphql-sse': overEvents,
  'Apollo Client over multipart HTTP': (url, { token }, variables) =>
    overApollo(new HttpLink({ uri: `${url}/graphql`, headers: { authorization: `Bearer ${token}` } }), variables),
  'Apollo Client over graphql-ws': (_, { socket }, variables) => overApollo(new GraphQLWsLink(socket), variables),
};
