import { until } from '@parley/testing/until';
import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

/** A stock client with its own socket, and what one subscription of it was given. */
export interface Subscriber {
  results: FormattedExecutionResult[];
  data(): unknown[];
  /** How it ended; undefined as long as it goes on. */
  end?: 'complete' | readonly GraphQLFormattedError[];
  /** Resolves with its end. */
  ended(): Promise<unknown>;
  /** Resolves with what came, once there is so much. */
  upTo(count: number): Promise<unknown[]>;
  /** Sends `complete`. */
  leave(): void;
  close(): void;
}

interface Asked {
  query: string;
  variables?: Record<string, unknown>;
  headers?: Record<string, string>;
}

export function subscriber(gatewayUrl: string, { query, variables, headers }: Asked): Subscriber {
  const client = createClient({
    url: `${gatewayUrl.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: headers,
    retryAttempts: 0,
  });
  const made: Subscriber = {
    results: [],
    data: () => made.results.map(({ data }) => data),
    ended: () => until(() => made.end, { what: 'The end' }),
    upTo: (count) => until(() => made.results.length >= count && made.data(), { what: `Result ${count} of ${query}` }),
    leave: () => leave(),
    close: () => void client.dispose(),
  };
  const leave = client.subscribe(
    { query, variables },
    {
      next: (result) => void made.results.push(result as FormattedExecutionResult),
      error: (error) => (made.end = error as readonly GraphQLFormattedError[]),
      complete: () => (made.end ??= 'complete'),
    },
  );
  return made;
}
