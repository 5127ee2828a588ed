import type { Logger } from '@parley/runtime/logger';
import type { ExecutionResult } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { markNumbers, withDigits } from '../../execution/lossless';
import { ping } from '../../socket/ping';
import { createReconnect } from './reconnect';
import type { UpstreamConnection } from './upstream';
import { asPushed, isFinal, isRefusal, ofSocket, subgraphErrors } from './upstream-error';

export interface ConnectionOptions {
  url: string;
  /** Of the caller, by their names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Timeout of the subgraph's responses, in milliseconds. */
  timeoutMs: number;
  /** How long it may be gone before its operations end, in milliseconds. */
  patienceMs: number;
  logger: Logger;
}

const MAX_MESSAGE_BYTES = 16_777_216;
const PING_EVERY_MS = 15_000;

/**
 * A subgraph by graphql-transport-ws: one socket for all operations, kept until it is closed.
 * The headers are those of its upgrade, and `headers` in the payload of `connection_init`.
 */
export function webSocketConnection(options: ConnectionOptions): UpstreamConnection {
  const { url, headers, timeoutMs, patienceMs, logger } = options;
  const reconnect = createReconnect(patienceMs);
  let stopPinging: (() => void) | undefined;
  let pause: NodeJS.Timeout | undefined;
  let operations = 0;

  const client = createClient({
    // waiting here also paces what the client would do at once: come back after a close with 1000
    url: () =>
      new Promise((resolve) => {
        pause = setTimeout(() => resolve(url), reconnect.pauseMs());
      }),
    webSocketImpl: socketWith(options),
    connectionParams: Object.keys(headers).length > 0 ? { headers } : undefined,
    connectionAckWaitTimeout: timeoutMs,
    jsonMessageReplacer: markNumbers,
    // whoever opens the connection closes it, and does not want it closed in between
    lazy: false,
    onNonLazyError: () => undefined,
    retryAttempts: Infinity,
    retryWait: async () => undefined,
    shouldRetry: (cause) => !isFinal(cause) && !reconnect.hopeless,
    on: {
      connected(socket) {
        reconnect.opened();
        stopPinging = ping(socket as WebSocket, { pingEveryMs: PING_EVERY_MS });
      },
      closed(event) {
        stopPinging?.();
        reconnect.lost();
        const { code, reason } = event as { code: number; reason: string };
        if (operations > 0) logger.warn({ code, reason }, 'the socket to a subgraph is closed');
      },
    },
  });

  return {
    subscribe({ query, operationName, variables }, sink) {
      let over = false;
      operations++;
      const finish = () => {
        if (over) return false;
        over = true;
        operations--;
        return true;
      };
      const end = (error?: unknown) => {
        if (finish()) sink.end(error);
      };
      const leave = client.subscribe(
        { query, operationName, variables: { ...variables } },
        {
          next(result) {
            if (over) return;
            if (!isRefusal(result as ExecutionResult)) return sink.event(asPushed(result as ExecutionResult));
            end(subgraphErrors(result.errors!));
            leave();
          },
          error: (cause) => end(Array.isArray(cause) ? subgraphErrors(cause) : ofSocket(cause)),
          complete: () => end(),
        },
      );
      return () => {
        finish();
        leave();
      };
    },
    close() {
      clearTimeout(pause);
      stopPinging?.();
      // it may just be trying to connect
      Promise.resolve(client.dispose()).catch(() => undefined);
    },
  };
}

/** What graphql-ws's client is to open: it knows only of a URL and a protocol. */
const socketWith = ({ headers, timeoutMs }: ConnectionOptions) =>
  class extends WebSocket {
    constructor(address: string, protocol: string) {
      super(address, protocol, {
        headers: { ...headers },
        handshakeTimeout: timeoutMs,
        maxPayload: MAX_MESSAGE_BYTES,
        perMessageDeflate: false,
      });
    }

    /** The client sends texts alone. */
    override send(text: string): void {
      super.send(withDigits(text));
    }
  };
