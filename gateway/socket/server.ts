import { STATUS_CODES, type IncomingMessage, type Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { ParleyError } from '@parley/contracts/errors';
import type { SessionId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { Service } from '@parley/runtime/service';
import { newUuid } from '@parley/runtime/uuid';
import { handleProtocols, makeServer } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ClientAddress } from '../connection/client-address';
import { reachedAt } from '../connection/reached-at';
import type { Federation } from '../federation/federation';
import type { AllowsOrigin } from '../connection/origins';
import type { Live } from '../live/live';
import type { ConnectionQuotas, Quotas } from '../connection/quotas';
import { closeInWaves } from '../connection/waves';
import { SERVICE_RESTART, SocketClosure, TRY_AGAIN_LATER } from './close';
import { connect } from './connection';
import { tokenIn } from './credentials';
import { operationHooks, type SocketState } from './operations';
import { Rate } from './rate';
import type { SocketCaller } from './session';
import { measureSockets } from './socket-metrics';
import { observedLife, type SocketObserver } from '../connection/connection-observer';

interface Options {
  http: HttpServer;
  federation: Federation;
  live: Live;
  allowsOrigin: AllowsOrigin;
  addressOf: ClientAddress;
  /** Who asks over a socket that came with this request. */
  createCaller(socket: WebSocket, request: IncomingMessage): SocketCaller;
  /** Calls back for each session that ends, until it is told to stop. */
  onRevoked(listener: (session: SessionId) => void): () => unknown;
  observer?: SocketObserver;
  socketLimits: SocketLimits;
  quotas: Quotas;
  log: Logger;
  metrics: Metrics;
}

/** What sockets may take, of this process and of each other. */
export interface SocketLimits extends ConnectionQuotas {
  /** Operations of one socket that may be open at once. */
  operations: number;
  /** Operations that one socket may begin in a second; five times as many at once. */
  operationsPerSecond: number;
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
    allowsOrigin,
    addressOf,
    createCaller,
    onRevoked,
    observer,
    socketLimits,
    quotas,
    log,
  } = options;
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
    async onConnect(context) {
      const { connectionParams, extra } = context;
      // the token is of no more use: it need not live as long as the socket
      Object.assign(context, { connectionParams: undefined });
      const viewer = await extra.session.open(tokenIn(connectionParams), connectionParams);
      if (!viewer) return;
      extra.release = claim(viewer);
      extra.life.signedIn(viewer);
    },
    ...operationHooks({ federation, live, maxOperations: socketLimits.operations, log }),
  });
  const measured = measureSockets(options.metrics, () => sockets.size);
  let stopRevocations: (() => unknown) | undefined;

  /** Errors: closes with 1013 where it is one too many. */
  function claim(viewer: Viewer): () => void {
    try {
      return quotas.claim(viewer);
    } catch (error) {
      if (error instanceof ParleyError) throw new SocketClosure(TRY_AGAIN_LATER, `${error.code}: ${error.message}`);
      throw error;
    }
  }

  function accept(socket: WebSocket, stream: Duplex, request: IncomingMessage): void {
    const outlet = live.connect({
      stream,
      isOpen: () => socket.readyState === socket.OPEN,
      closeAsTooSlow: () => socket.close(TRY_AGAIN_LATER, 'Too slow'),
    });
    const session = createCaller(socket, request);
    const life = observedLife(newUuid(), observer);
    const { operationsPerSecond } = socketLimits;
    const state: SocketState = {
      session,
      life,
      outlet,
      rate: new Rate(operationsPerSecond, operationsPerSecond * OPERATIONS_AT_ONCE),
      operations: new Map(),
      address: addressOf(request),
      origin: reachedAt(request),
    };
    const limits = { pingEveryMs: PING_EVERY_MS, maxBufferedBytes: MAX_BUFFERED_BYTES };
    const closed = connect(socket, { protocol, extra: state, log, onAlive: life.answered, ...limits }).finally(() => {
      session.end();
      state.release?.();
      life.closed();
      sockets.delete(socket);
    });
    sockets.set(socket, { state, closed });
  }

  function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', destroyed);
    const refusal = refusalOf(request);
    measured.came(refusal);
    if (refusal) refuse(stream, refusal);
    else server.handleUpgrade(request, stream, head, (socket) => accept(socket, stream, request));
  }

  function refusalOf({ url, headers }: IncomingMessage): number | undefined {
    if (!stopRevocations) return 503;
    if (url?.split('?')[0] !== PATH) return 404;
    return allowsOrigin(headers) ? undefined : 403;
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
      stopRevocations = onRevoked((session) => {
        for (const { state } of sockets.values()) state.session.revoked(session);
      });
      http.on('upgrade', upgrade);
    },
    async stop() {
      stopRevocations?.();
      stopRevocations = undefined;
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

function refuse(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
