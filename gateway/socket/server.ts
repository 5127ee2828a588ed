import { STATUS_CODES, type IncomingMessage, type Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { ParleyError } from '@parley/contracts/errors';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createSequence } from '@parley/runtime/sequence';
import type { Service } from '@parley/runtime/service';
import type { Settings } from '@parley/runtime/settings';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ClientAddress } from '../connection/client-address';
import { reachedAt } from '../connection/reached-at';
import type { Limiter } from '../connection/limits/limiter';
import type { Federation } from '../federation/federation';
import type { AllowsHost, AllowsOrigin } from '../connection/origins';
import type { Live } from '../live/live';
import type { ConnectionQuotas, Quotas, SharedQuota } from '../connection/quotas';
import { closeInWaves } from '../connection/waves';
import { SERVICE_RESTART, TRY_AGAIN_LATER } from './close';
import { connect } from './graphql-ws-adapter';
import { limitIncoming } from './incoming';
import { headersIn, tokenIn } from './credentials';
import { abandon, operationHooks, type SocketState } from './operations';
import { Rate } from './rate';
import { signInSocket } from './sign-in';
import { socketCookie } from '../connection/session-cookies';
import { measureSockets } from './socket-metrics';
import { markNumbers } from '../execution/lossless';
import { Connection } from '../connection/connection';
import type { ConnectionObserver } from '../connection/connection-observer';
import type { SignIn } from '../connection/sign-in';
import { forwardedOf } from '../connection/request-context';

/** What whoever assembles a gateway says of its sockets. */
export interface SocketOptions {
  /** Without it everybody is anonymous. */
  signIn?: SignIn;
  /**
   * Names, in lower case, of the headers that subgraphs over HTTP are sent too: those of the upgrade request, and those
   * that `connection_init` has, at the top or within `headers`, as browsers send none.
   */
  forwardHeaders?: readonly string[];
  observer?: ConnectionObserver;
  socketLimits: SocketLimits;
  /** Numbers in variables and results keep all their digits, for subgraphs over HTTP. */
  exactNumbers?: boolean;
  /** Connections of tenants over all processes; without it, those of this process are limited alone. */
  sharedQuota?: SharedQuota;
}

interface Options extends SocketOptions {
  http: HttpServer;
  federation: Federation;
  live: Live;
  allowsHost: AllowsHost;
  allowsOrigin: AllowsOrigin;
  addressOf: ClientAddress;
  settings: Partial<Pick<Settings, 'SESSION_COOKIES'>>;
  limiter: Limiter;
  quotas: Quotas;
  logger: Logger;
  metrics: Metrics;
}

/** What sockets may take, of this process and of each other. */
export interface SocketLimits extends ConnectionQuotas {
  /** Operations of one socket that may be open at once. */
  operations: number;
  /** Operations that one socket may begin in a second; five times as many at once. */
  operationsPerSecond: number;
  /** Frames that one socket may send in a second, and bytes; five times as many at once. */
  framesPerSecond: number;
  bytesPerSecond: number;
  /** Bytes of one message from a client. */
  frameBytes: number;
  /** From the opening of a socket to its `connection_init`, in milliseconds. */
  initMs: number;
}

const PATH = '/graphql';
const MAX_BUFFERED_BYTES = 4_194_304;
const OPERATIONS_AT_ONCE = 5;
const PING_EVERY_MS = 15_000;
const CLOSE_WITHIN_MS = 3_000;

/**
 * `ws /graphql`: the protocol graphql-transport-ws, on the HTTP server's port.
 * `connection_init` carries a token; a socket without a good one is closed with 4401, and with 4403 when its token ends.
 */
export function createSocketServer(options: Options): Service {
  const {
    http,
    federation,
    live,
    allowsHost,
    allowsOrigin,
    addressOf,
    limiter,
    signIn,
    observer,
    socketLimits,
    settings,
    quotas,
    logger,
  } = options;
  const { forwardHeaders = [], exactNumbers } = options;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: socketLimits.frameBytes,
    perMessageDeflate: false,
    autoPong: false,
    handleProtocols,
  });
  const sockets = new Map<WebSocket, { state: SocketState; closed: Promise<void> }>();
  const protocol = makeServer<Record<string, unknown>, SocketState>({
    connectionInitWaitTimeout: socketLimits.initMs,
    jsonMessageReplacer: exactNumbers ? markNumbers : undefined,
    async onConnect(context) {
      const { connectionParams, extra } = context;
      // the token is of no more use: it need not live as long as the socket
      Object.assign(context, { connectionParams: undefined });
      const given = forwardedOf(headersIn(connectionParams), forwardHeaders);
      extra.forwarded = { ...extra.forwarded, ...given };
      await signInSocket(extra.connection, tokenIn(connectionParams) ?? extra.cookie);
      extra.cookie = undefined;
    },
    ...operationHooks({ federation, live, maxOperations: socketLimits.operations, logger }),
  });
  const measured = measureSockets(options.metrics, () => sockets.size);
  let accepts = false;
  let stopRevocations: (() => unknown) | undefined;

  function accept(socket: WebSocket, stream: Duplex, request: IncomingMessage): void {
    const outlet = live.connect({
      stream,
      isOpen: () => socket.readyState === socket.OPEN,
      closeAsTooSlow: () => socket.close(TRY_AGAIN_LATER, 'Too slow'),
    });
    const connection = new Connection({
      authenticate: signIn?.authenticateSocket,
      quotas,
      observer,
      onSignedOut: (reason) => socket.close(CloseCode.Forbidden, reason),
    });
    const { operationsPerSecond } = socketLimits;
    const state: SocketState = {
      connection,
      outlet,
      rate: new Rate(operationsPerSecond, operationsPerSecond * OPERATIONS_AT_ONCE),
      operations: new Map(),
      starts: createSequence(),
      responses: createSequence(),
      cookie: settings.SESSION_COOKIES ? socketCookie(request.headers, allowsOrigin) : undefined,
      address: addressOf(request),
      origin: reachedAt(request),
      forwarded: forwardedOf(request.headers, forwardHeaders),
    };
    const limits = { pingEveryMs: PING_EVERY_MS, maxBufferedBytes: MAX_BUFFERED_BYTES };
    limitIncoming(socket, stream, { ...socketLimits, onExceeded: measured.exceeded });
    const closed = connect(socket, {
      protocol,
      extra: state,
      logger,
      onAlive: () => connection.alive(),
      onLeft(id) {
        const operation = state.operations.get(id);
        if (operation) abandon(operation);
      },
      ...limits,
      exactNumbers,
    }).finally(() => {
      for (const operation of state.operations.values()) abandon(operation);
      connection.close();
      sockets.delete(socket);
    });
    sockets.set(socket, { state, closed });
  }

  function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', destroyed);
    const open = (): void => {
      const refusal = refusalOf(request);
      measured.came(refusal);
      if (refusal) refuse(stream, refusal);
      else server.handleUpgrade(request, stream, head, (socket) => accept(socket, stream, request));
    };
    const arriving = limiter.arrive(addressOf(request));
    if (!arriving) return open();
    arriving.then(open, (error: unknown) => {
      measured.came(429);
      refuse(stream, 429, retryAfter(error));
    });
  }

  function refusalOf({ url, headers }: IncomingMessage): number | undefined {
    if (!accepts) return 503;
    if (url?.split('?')[0] !== PATH) return 404;
    return allowsHost(headers) && allowsOrigin(headers) ? undefined : 403;
  }

  async function closeAll(): Promise<void> {
    const all = [...sockets];
    await closeInWaves(all, ([socket]) => socket.close(SERVICE_RESTART, 'Service restart'));
    const timer = setTimeout(() => all.forEach(([socket]) => socket.terminate()), CLOSE_WITHIN_MS);
    await Promise.all(all.map(([, { closed }]) => closed));
    clearTimeout(timer);
  }

  return {
    name: 'sockets',
    async start() {
      measured.start();
      accepts = true;
      stopRevocations = signIn?.onRevoked((session) => {
        for (const { state } of sockets.values()) state.connection.revoke(session);
      });
      http.on('upgrade', upgrade);
    },
    async stop() {
      accepts = false;
      stopRevocations?.();
      await closeAll();
      server.close();
      measured.stop();
    },
  };
}

/** No arrow function: what it would be made beside, the request above all, would live as long as the socket. */
function destroyed(this: Duplex): void {
  this.destroy();
}

function refuse(stream: Duplex, status: number, more = ''): void {
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${more}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}

const retryAfter = (error: unknown): string =>
  error instanceof ParleyError ? `Retry-After: ${Math.ceil(Number(error.extensions.retryAfterMs) / 1_000)}\r\n` : '';
