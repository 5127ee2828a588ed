import { CloseCode, createClient, type Client } from 'graphql-ws/client';
import type { LiveSink } from '../api.js';
import { ParleyError, parleyError, type ResponseError } from '../errors.js';
import { RenewSocketDocument, type TypedDocumentString } from '../generated/graphql.js';
import type { Session } from '../session/session.js';
import { byHash, byText, isUnknown } from './persisted-query.js';
import { createRetries } from './backoff.js';
import type { Connection } from './connection.js';
import { withOwnUrls } from './own-urls.js';
import { createPause } from './pause.js';
import { unref } from './unref.js';
import { impatient, webSocketClass, type WebSocketClass } from './web-socket.js';

/** Subscriptions over one socket, that outlive it. */
export interface Live {
  listen<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: () => Variables,
    sink: LiveSink<Result>,
  ): () => void;
  /** Reconnects now if it waits to. */
  hurry(): void;
  /**
   * Whether the service responds over HTTP. Once it does, the socket reconnects without waiting; only once an outage, since
   * a proxy may block sockets only.
   */
  reachable(isReachable: boolean): void;
  close(): Promise<void>;
}

interface Options {
  readonly url: string;
  readonly session: Session;
  readonly connection: Connection;
  readonly webSocket?: WebSocketClass;
  /** Milliseconds that a socket may take to open, and the same to be acknowledged. */
  readonly opensWithinMs?: number;
}

interface Frame {
  readonly data?: unknown;
  readonly errors?: readonly ResponseError[];
  readonly extensions?: { readonly seq?: number };
}

/** A socket that does not respond to a ping in time is terminated. */
const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;

/** Errors that a retry may solve; the listener gets all others. */
const PASSES = new Set(['UNAVAILABLE', 'RATE_LIMITED', 'NETWORK', 'UNAUTHENTICATED', 'INTERNAL']);

const signedOut = () => new ParleyError('Sign in first', { code: 'UNAUTHENTICATED' });

export function createLive({ url, session, connection, webSocket, opensWithinMs = 10_000 }: Options): Live {
  const pause = createPause();
  const isSignedOut = () => session.state.get().status === 'signedOut';
  let opened: Promise<Client> | undefined;
  const closing = new AbortController();
  let refused: string | undefined;
  /** Whether a socket was cut since the last one that came to be. */
  let isCut = false;
  let token: string | null = null;
  let pong: ReturnType<typeof setTimeout> | undefined;
  let renewal: ReturnType<typeof setTimeout> | undefined;
  const sockets = createRetries();
  let notBefore = 0;
  let mayHurry = true;
  /** Ends of the subscriptions. */
  const holds = new Set<() => void>();

  /** Before each socket, however the one before ended. */
  async function turn(): Promise<void> {
    const ms = notBefore - Date.now();
    if (ms <= 0) return;
    connection.waiting(notBefore);
    await pause.wait(ms);
    notBefore = 0;
    connection.connecting();
  }

  const open = async (): Promise<Client> => {
    const client = createClient({
      async url() {
        await turn();
        return `${url.replace(/^http/, 'ws')}/graphql`;
      },
      webSocketImpl: impatient(await webSocketClass(webSocket), { withinMs: opensWithinMs, signal: closing.signal }),
      keepAlive: PING_EVERY_MS,
      lazyCloseTimeout: 1_000,
      connectionAckWaitTimeout: opensWithinMs,
      retryAttempts: Infinity,
      shouldRetry: () => !closing.signal.aborted && !isSignedOut(),
      // here, too, so that no socket is opened for nobody
      retryWait: turn,
      async connectionParams() {
        token = refused === undefined ? await session.token() : await session.tokenInsteadOf(refused);
        refused = undefined;
        return { token };
      },
      on: {
        connecting: () => connection.connecting(),
        connected(_socket, _payload, wasCut) {
          sockets.works();
          connection.connected(wasCut || isCut);
          isCut = false;
          renewInTime(client);
        },
        ping: (received) => {
          if (!received) unref((pong = setTimeout(() => client.terminate(), PONG_WITHIN_MS)));
        },
        pong: (received) => {
          if (received) clearTimeout(pong);
        },
        closed(event) {
          clearTimeout(pong);
          clearTimeout(renewal);
          const { code } = event as { code: number };
          // its own end has the same code as one of the server's
          if ((code === 1000 && holds.size === 0) || isSignedOut()) return connection.idle();
          if (sockets.isSteady()) mayHurry = true;
          notBefore = Date.now() + sockets.waitMs();
          isCut = true;
          if (code === CloseCode.Unauthorized || code === CloseCode.Forbidden) refused = token ?? undefined;
          connection.cut();
        },
      },
    });
    return client;
  };

  /** In band, so that nothing is cut. Where it fails, the server closes the socket, and it comes back with another token. */
  function renewInTime(client: Client): void {
    clearTimeout(renewal);
    const renewAt = session.renewAt();
    if (renewAt === undefined || closing.signal.aborted) return;
    const ms = Math.max(0, renewAt - Date.now()) + 50;
    renewal = setTimeout(() => {
      void session.token().then(
        (next) => {
          if (next !== null && next !== token) renew(client, next);
        },
        () => undefined,
      );
    }, ms);
    unref(renewal);
  }

  function renew(client: Client, next: string): void {
    token = next;
    const payload = { query: '', ...byHash(RenewSocketDocument), variables: { token: next } };
    client.subscribe(payload, { next: () => undefined, error: () => undefined, complete: () => renewInTime(client) });
  }

  function listen<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: () => Variables,
    sink: LiveSink<Result>,
  ): () => void {
    let over = false;
    const retries = createRetries();
    const release = pause.hold();
    holds.add(end);
    let unsubscribe: (() => void) | undefined;
    let operation = byHash(document);
    // read each time that it is sent, which is after each cut; the protocol requires a text, even an empty one
    const payload = () => ({
      query: '',
      ...operation,
      get variables() {
        return variables() as Record<string, unknown>;
      },
    });

    async function begin(): Promise<void> {
      const client = await (opened ??= open());
      if (over || closing.signal.aborted) return;
      unsubscribe = client.subscribe(payload(), {
        next(frame) {
          retries.works();
          const { data, extensions } = frame as Frame;
          if (!over) sink.next((withOwnUrls(data, url) ?? null) as Result | null, extensions?.seq);
        },
        error: (thrown) => void retry(parleyError(thrown)),
        complete: () => void retry(),
      });
    }

    async function retry(error?: ParleyError): Promise<void> {
      if (over || closing.signal.aborted) return;
      if (isUnknown(error) && operation.query === undefined) {
        operation = byText(document);
        return begin();
      }
      if (isSignedOut() || (error && !PASSES.has(error.code))) {
        end();
        return sink.error(isSignedOut() ? signedOut() : error!);
      }
      await pause.wait(Math.max(retries.waitMs(), error?.retryAfterMs ?? 0));
      if (!over && !closing.signal.aborted) await begin();
    }

    function end(): void {
      over = true;
      holds.delete(end);
      release();
    }

    begin().catch((error: unknown) => {
      end();
      sink.error(parleyError(error));
    });
    return () => {
      end();
      unsubscribe?.();
    };
  }

  /** Also for sockets that nobody waits for yet. */
  function hurry(): void {
    notBefore = 0;
    pause.hurry();
  }

  return {
    listen,
    hurry,
    reachable(isReachable) {
      if (!isReachable) mayHurry = true;
      else if (mayHurry && notBefore > Date.now()) {
        mayHurry = false;
        hurry();
      }
    },
    async close() {
      closing.abort();
      [...holds].forEach((end) => end());
      clearTimeout(renewal);
      clearTimeout(pong);
      hurry();
      const client = await opened?.catch(() => undefined);
      // where it is connecting, it rejects with how that ended
      await Promise.resolve(client?.dispose()).catch(() => undefined);
      connection.idle();
    },
  };
}
