import type { ExecutionResult } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { post, type Account } from './account';

/** One device of a person: HTTP, and a socket with a stock graphql-ws client. */
export interface Client {
  readonly userId: string;
  /** Errors: only of the transport. */
  request<Data>(query: string, variables?: object): Promise<ExecutionResult<Data>>;
  subscribe<Data>(asked: Subscribing<Data>): Subscription;
  /** Cuts the connection, as a broken network does. */
  drop(): void;
  /** Stops reading from the socket for a while, so that data piles up. */
  dawdle(ms: number): void;
  close(): Promise<void>;
}

interface Subscribing<Data> {
  query: string;
  variables: Record<string, unknown>;
  next(result: ExecutionResult<Data>): void;
}

interface Subscription {
  /** Resolves when either side completes it. Rejects with the errors, or with how the socket was closed. */
  readonly ended: Promise<void>;
  end(): void;
}

/** Time limit to open a socket, and again to acknowledge it. */
const CONNECTS_WITHIN_MS = 30_000;

/** Times out if a server accepts the connection and never responds. */
class ImpatientWebSocket extends WebSocket {
  constructor(address: string, protocol: string) {
    super(address, protocol, { handshakeTimeout: CONNECTS_WITHIN_MS });
  }
}

export function connect(url: string, account: Account): Client {
  let socket: WebSocket | undefined;
  let dawdling: NodeJS.Timeout | undefined;
  const protocol = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: ImpatientWebSocket,
    connectionParams: async () => ({ token: await account.token() }),
    connectionAckWaitTimeout: CONNECTS_WITHIN_MS,
    retryAttempts: 0,
    on: { connected: (opened) => (socket = opened as WebSocket) },
  });
  return {
    userId: account.userId,
    request: async (query, variables) => post(url, { query, variables, token: await account.token() }),
    subscribe<Data>({ query, variables, next }: Subscribing<Data>) {
      let end: () => void;
      const ended = new Promise<void>((resolve, reject) => {
        end = protocol.subscribe<Data>({ query, variables }, { next, error: reject, complete: resolve });
      });
      return { ended, end: () => end() };
    },
    drop: () => socket?.terminate(),
    dawdle(ms) {
      const paused = socket;
      paused?.pause();
      clearTimeout(dawdling);
      dawdling = setTimeout(() => paused?.resume(), ms);
    },
    async close() {
      clearTimeout(dawdling);
      socket?.resume();
      await protocol.dispose();
    },
  };
}
