import { CloseCode, createClient, type Client } from 'graphql-ws/client';
import type { LiveSink } from '../api.js';
import { ParleyError, parleyError, type AnsweredError } from '../errors.js';
import { RenewSocketDocument, type TypedDocumentString } from '../generated/graphql.js';
import type { Session } from '../session/session.js';
import { byHash, byText, isUnknown } from './asked.js';
import { backoffMs } from './backoff.js';
import type { Connection } from './connection.js';
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
  /** Comes back at once where it waits to. */
  hurry(): void;
  close(): Promise<void>;
}

interface Options {
  readonly url: string;
  readonly session: Session;
  readonly connection: Connection;
  readonly webSocket?: WebSocketClass;
  /** Milliseconds that a socket may take to open, and then again to be acknowledged. */
  readonly opensWithinMs?: number;
}

interface Frame {
  readonly data?: unknown;
  readonly errors?: readonly AnsweredError[];
  readonly extensions?: { readonly seq?: number };
}

/** A socket that does not answer for as long, after being asked as often, is gone. */
const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;

/** What only needs time; all else is for whoever listens to judge. */
const PASSES = new Set(['UNAVAILABLE', 'RATE_LIMITED', 'NETWORK', 'UNAUTHENTICATED', 'INTERNAL']);

const signedOut = () => new ParleyError('Sign in first', { code: 'UNAUTHENTICATED' });

export function createLive({ url, session, connection, webSocket, opensWithinMs = 10_000 }: Options): Live {
  const pause = createPause();
  const isSignedOut = () => session.state.get().status === 'signedOut';
  let opened: Promise<Client> | undefined;
  const closing = new AbortController();
  let refused: string | undefined;
  let token: string | null = null;
  let pong: ReturnType<typeof setTimeout> | undefined;
  let renewal: ReturnType<typeof setTimeout> | undefined;

  const open = async (): Promise<Client> => {
    const client = createClient({
      url: `${url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: impatient(await webSocketClass(webSocket), { withinMs: opensWithinMs, signal: closing.signal }),
      keepAlive: PING_EVERY_MS,
      lazyCloseTimeout: 1_000,
      connectionAckWaitTimeout: opensWithinMs,
      retryAttempts: Infinity,
      shouldRetry: () => !closing.signal.aborted && !isSignedOut(),
      async retryWait(failures) {
        const ms = backoffMs(failures);
        connection.waiting(Date.now() + ms);
        await pause.wait(ms);
      },
      async connectionParams() {
        token = refused === undefined ? await session.token() : await session.tokenInsteadOf(refused);
        refused = undefined;
        return { token };
      },
      on: {
        connecting: () => connection.connecting(),
        connected(_socket, _payload, wasCut) {
          connection.connected(wasCut);
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
          if (code === 1000 || isSignedOut()) return connection.idle();
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
    let failures = 0;
    let unsubscribe: (() => void) | undefined;
    let asked = byHash(document);
    // read each time that it is sent, which is after each cut; the protocol asks for a text, if an empty one
    const payload = () => ({
      query: '',
      ...asked,
      get variables() {
        return variables() as Record<string, unknown>;
      },
    });

    async function begin(): Promise<void> {
      const client = await (opened ??= open());
      if (over || closing.signal.aborted) return;
      unsubscribe = client.subscribe(payload(), {
        next(frame) {
          failures = 0;
          const { data, extensions } = frame as Frame;
          if (!over) sink.next((data ?? null) as Result | null, extensions?.seq);
        },
        error: (thrown) => void again(parleyError(thrown)),
        complete: () => void again(),
      });
    }

    async function again(error?: ParleyError): Promise<void> {
      if (over || closing.signal.aborted) return;
      if (isUnknown(error) && asked.query === undefined) {
        asked = byText(document);
        return begin();
      }
      if (isSignedOut() || (error && !PASSES.has(error.code))) {
        over = true;
        return sink.error(isSignedOut() ? signedOut() : error!);
      }
      await pause.wait(Math.max(backoffMs(failures++), error?.retryAfterMs ?? 0));
      if (!over && !closing.signal.aborted) await begin();
    }

    begin().catch((error: unknown) => sink.error(parleyError(error)));
    return () => {
      over = true;
      unsubscribe?.();
    };
  }

  return {
    listen,
    hurry: pause.hurry,
    async close() {
      closing.abort();
      clearTimeout(renewal);
      clearTimeout(pong);
      pause.hurry();
      const client = await opened?.catch(() => undefined);
      // where it is connecting, it rejects with how that ended
      await Promise.resolve(client?.dispose()).catch(() => undefined);
      connection.idle();
    },
  };
}
