import type { IncomingHttpHeaders } from 'node:http';
import { unauthenticated, unavailable } from '@parley/contracts/errors';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { Service } from '@parley/runtime/service';
import type { FastifyReply } from 'fastify';
import { Connection } from '../../connection/connection';
import type { ConnectionObserver } from '../../connection/connection-observer';
import type { Quotas } from '../../connection/quotas';
import { bearerOf } from '../../connection/request-context';
import type { SignIn } from '../../connection/sign-in';
import { closeInWaves } from '../../connection/waves';
import type { Live } from '../../live/live';
import { runSubscription, type StreamedSubscription } from './run-subscription';
import { StreamedResponse } from './streamed-response';

/** Subscriptions as responses that go on. Each lives as long as its client's session, and as the server. */
export interface Streams extends Service {
  /**
   * A connection for a request that may become a stream, signed in by its bearer token; anonymous without one.
   * `disconnect` once. Errors: UNAUTHENTICATED.
   */
  connect(headers: IncomingHttpHeaders): Promise<Connection>;
  /** Responds with a subscription, and resolves when that has ended. Errors: UNAVAILABLE before anything is sent. */
  stream(connection: Connection, subscription: StreamedSubscription, reply: FastifyReply): Promise<void>;
  disconnect(connection: Connection): void;
}

interface Options {
  live: Pick<Live, 'connect' | 'subscribe'>;
  /** Without it everybody is anonymous. */
  signIn?: SignIn;
  observer?: ConnectionObserver;
  quotas: Quotas;
  metrics: Metrics;
}

export function createStreams({ live, signIn, observer, quotas, metrics }: Options): Streams {
  const connections = new Set<Connection>();
  const responses = new Map<Connection, StreamedResponse>();
  const gauge = metrics.gauge({ name: 'parley_gateway_open_streams', help: 'Open subscriptions over HTTP' });
  let accepts = false;
  let stopReading: (() => void) | undefined;
  let stopRevocations: (() => unknown) | undefined;

  function open(
    connection: Connection,
    { format, request }: StreamedSubscription,
    reply: FastifyReply,
  ): StreamedResponse {
    if (!accepts) throw unavailable('The server restarts');
    // pipelined (RFC 9112, 9.3.2): nothing would be sent before the responses to earlier requests
    if (!reply.raw.socket) throw unavailable('A stream needs a connection of its own');
    reply.hijack();
    const headers = reply.getHeaders();
    const response = new StreamedResponse(reply.raw, { headers, format, request, onAlive: () => connection.alive() });
    response.onEnd(() => connection.close());
    return response;
  }

  function disconnect(connection: Connection): void {
    connections.delete(connection);
    connection.close();
  }

  return {
    name: 'streams',
    disconnect,
    async connect(headers) {
      const token = signIn && bearerOf(headers);
      const connection: Connection = new Connection({
        authenticate: signIn?.authenticate,
        quotas,
        observer,
        onSignedOut: (reason) => responses.get(connection)?.fail([unauthenticated(reason)]),
      });
      connections.add(connection);
      try {
        await connection.signIn(token);
        return connection;
      } catch (error) {
        disconnect(connection);
        throw error;
      }
    },
    async stream(connection, subscription, reply) {
      const response = open(connection, subscription, reply);
      responses.set(connection, response);
      await connection.register().catch((error: unknown) => response.fail([error]));
      if (response.isOpen) await runSubscription(live, subscription, response);
      await response.closed;
      responses.delete(connection);
    },
    async start() {
      accepts = true;
      stopReading = gauge.read(() => responses.size);
      stopRevocations = signIn?.onRevoked((session) => connections.forEach((connection) => connection.revoke(session)));
    },
    async stop() {
      accepts = false;
      stopRevocations?.();
      const all = [...responses.values()];
      await closeInWaves(all, (response) => response.restart());
      await Promise.all(all.map(({ closed }) => closed));
      stopReading?.();
    },
  };
}
