import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { unauthenticated, unavailable } from '@parley/contracts/errors';
import type { SessionId } from '@parley/contracts/ids';
import { ANONYMOUS, type Principal } from '@parley/contracts/principal';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { Service } from '@parley/runtime/service';
import type { FastifyReply } from 'fastify';
import type { Live } from '../../live/live';
import type { Quotas } from '../../connection/quotas';
import { createSignedIn, type SignedIn } from '../../connection/signed-in';
import { observedLife, type SocketObserver } from '../../connection/connection-observer';
import { closeInWaves } from '../../connection/waves';
import { bearerOf } from '../../connection/request-context';
import { runSubscription, type StreamedSubscription } from './run-subscription';
import { StreamedResponse } from './streamed-response';

/** Subscriptions as responses that go on. Each lives as long as its client's session, and as the server. */
export interface Streams extends Service {
  visit(): Visit;
}

/** One request that may become a stream, from before its token is looked at. */
export interface Visit {
  /** Whose it is from now on, by its bearer token; anonymous without one. Errors: UNAUTHENTICATED. */
  signIn(headers: IncomingHttpHeaders): Promise<Principal>;
  /** Answers with a subscription, and resolves when that is over. Errors: UNAVAILABLE before anything is answered. */
  stream(subscription: StreamedSubscription, reply: FastifyReply): Promise<void>;
  leave(): void;
}

interface Options {
  live: Pick<Live, 'connect' | 'subscribe'>;
  /** By access token. Without it everybody is anonymous. Errors: UNAUTHENTICATED. */
  authenticate?(accessToken: string): Promise<Principal>;
  /** Calls back for each session that ends, until it is told to stop. */
  onRevoked(listener: (session: SessionId) => void): () => unknown;
  /** To it, a stream is a socket like others. */
  observer?: SocketObserver;
  quotas: Quotas;
  metrics: Metrics;
}

export function createStreams({ live, authenticate, onRevoked, observer, quotas, metrics }: Options): Streams {
  const visitors = new Set<SignedIn>();
  const responses = new Set<StreamedResponse>();
  const gauge = metrics.gauge({ name: 'parley_gateway_open_streams', help: 'Open subscriptions over HTTP' });
  let stopReading: (() => void) | undefined;
  let stopRevocations: (() => unknown) | undefined;

  function open({ format, request }: StreamedSubscription, reply: FastifyReply): StreamedResponse {
    if (!stopRevocations) throw unavailable('The server restarts');
    // pipelined (RFC 9112, 9.3.2): nothing would be sent before the answers to earlier requests
    if (!reply.raw.socket) throw unavailable('A stream needs a connection of its own');
    reply.hijack();
    const life = observedLife(randomUUID(), observer);
    const headers = reply.getHeaders();
    const response = new StreamedResponse(reply.raw, { headers, format, request, onAlive: life.answered });
    response.onEnd(life.closed);
    if (request.principal.kind !== 'viewer') return response;
    try {
      response.onEnd(quotas.claim(request.principal));
      life.signedIn(request.principal);
    } catch (error) {
      response.fail([error]);
    }
    return response;
  }

  function visit(): Visit {
    let response: StreamedResponse | undefined;
    const visitor = createSignedIn(
      async (token) => authenticate!(token),
      (reason) => response?.fail([unauthenticated(reason)]),
    );
    visitors.add(visitor);
    return {
      async signIn(headers) {
        const token = authenticate && bearerOf(headers);
        if (token === undefined) return ANONYMOUS;
        const viewer = await visitor.check(token);
        visitor.become(viewer);
        return viewer;
      },
      async stream(subscription, reply) {
        response = open(subscription, reply);
        responses.add(response);
        if (response.isOpen) await runSubscription(live, subscription, response);
        await response.closed;
        responses.delete(response);
      },
      leave() {
        visitors.delete(visitor);
        visitor.end();
      },
    };
  }

  return {
    name: 'streams',
    visit,
    async start() {
      stopReading = gauge.read(() => responses.size);
      stopRevocations = onRevoked((session) => visitors.forEach((visitor) => visitor.revoked(session)));
    },
    async stop() {
      stopRevocations?.();
      stopRevocations = undefined;
      const all = [...responses];
      await closeInWaves(all, (response) => response.restart());
      await Promise.all(all.map(({ closed }) => closed));
      stopReading?.();
    },
  };
}
