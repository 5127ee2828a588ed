import { HeaderMap, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from '@apollo/server';
import { forbidden, ParleyError } from '@parley/contracts/errors';
import { ANONYMOUS, isPartner } from '@parley/contracts/principal';
import type { RequestContext } from '@parley/runtime/request';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Connection } from '../../connection/connection';
import type { Federation } from '../../federation/federation';
import { formatError } from '../../federation/format-error';
import { jsonOf, sendResponse } from '../graphql-response';
import type { AllowsOrigin } from '../../connection/origins';
import { logResponse, noteOperation, requestOf } from '../../connection/request-context';
import type { Accepted } from './accept';
import { subscriptionIn } from './subscription-request';
import { EVENT_STREAM, singleEvent } from './event-stream';
import type { Streams } from './streams';

interface Options {
  federation: Pick<Federation, 'api' | 'graph' | 'persisted'>;
  streams: Streams;
  allowsOrigin: AllowsOrigin;
  /** Responds as if nothing was to be streamed. Errors: as of `persisted.textOf`. */
  respond(http: HTTPGraphQLRequest, request: FastifyRequest, context: RequestContext): Promise<HTTPGraphQLResponse>;
}

/** A request whose client accepts a media type that streams. */
interface StreamableRequest {
  http: HTTPGraphQLRequest;
  accepted: Accepted;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Requests that are no GraphQL, and mutations by GET: the response is no event. */
const NO_EVENT: ReadonlySet<number> = new Set([400, 405]);

/**
 * Responds to those who accept a media type that streams: to a subscription in it, until either side ends it; to queries
 * and mutations in it where the client prefers that, and otherwise in JSON.
 */
export function streamRoute({ federation, streams, allowsOrigin, respond }: Options) {
  async function respondTo(
    streamable: StreamableRequest,
    connection: Connection,
    context: RequestContext,
  ): Promise<FastifyReply> {
    const { accepted, request, reply } = streamable;
    await federation.persisted.ready(context.principal);
    const subscription = subscriptionOr(streamable, context);
    if (subscription instanceof ParleyError) return sendEvent(reply, errorResult(subscription, context));
    if (!subscription) return accepted.always ? asEvent(streamable, context) : asJson(streamable, context);
    if (!allowsOrigin(request.headers)) throw forbidden('Pages of this origin may not listen');
    noteOperation(request, { name: subscription.operation.name?.value, kind: subscription.operation.operation });
    const lastEventId = request.headers['last-event-id']?.toString();
    const { format } = accepted;
    await streams.stream(
      connection,
      {
        ...subscription,
        format,
        api: isPartner(context.principal) ? federation.graph.partnerApi : federation.api,
        request: context,
        lastEventId,
      },
      reply,
    );
    if (!reply.raw.writableFinished) logResponse(request, reply);
    return reply;
  }

  /** The subscription, if it is one, or why it may not be known: to the protocol that is a result like others. */
  function subscriptionOr({ http, accepted }: StreamableRequest, context: RequestContext) {
    try {
      return subscriptionIn(federation, http, context);
    } catch (error) {
      if (accepted.always && error instanceof ParleyError) return error;
      throw error;
    }
  }

  const asJson = async ({ http, request, reply }: StreamableRequest, context: RequestContext) =>
    sendResponse(await respond(http, request, context), reply, context);

  async function asEvent({ http, request, reply }: StreamableRequest, context: RequestContext): Promise<FastifyReply> {
    const headers = new HeaderMap([...http.headers, ['accept', 'application/json']]);
    const response = await respond({ ...http, headers }, request, context);
    if (NO_EVENT.has(response.status ?? 200)) return sendResponse(response, reply, context);
    return sendEvent(reply, jsonOf(response.body).trim());
  }

  return async (streamable: StreamableRequest): Promise<FastifyReply> => {
    const connection = await streams.connect(streamable.request.headers);
    try {
      const { principal = ANONYMOUS } = connection;
      return await respondTo(streamable, connection, { ...requestOf(streamable.request), principal });
    } finally {
      streams.disconnect(connection);
    }
  };
}

const errorResult = (error: ParleyError, context: RequestContext): string =>
  JSON.stringify({ errors: [formatError(error, context)] });

const sendEvent = (reply: FastifyReply, json: string): FastifyReply =>
  reply.type(EVENT_STREAM.contentType).header('cache-control', 'no-store').send(singleEvent(json));
