import { HeaderMap, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from '@apollo/server';
import { forbidden, ParleyError } from '@parley/contracts/errors';
import type { RequestContext } from '@parley/runtime/request';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Federation } from '../../federation/federation';
import { formatError } from '../../federation/format-error';
import { jsonOf, sendAnswer } from '../graphql-response';
import type { AllowsOrigin } from '../../connection/origins';
import { logAnswered, noteOperation, requestOf } from '../../connection/request-context';
import type { Accepted } from './accept';
import { subscriptionIn } from './subscription-request';
import { EVENT_STREAM, singleEvent } from './event-stream';
import type { Streams, Visit } from './streams';

interface Options {
  federation: Pick<Federation, 'api' | 'documents' | 'persisted'>;
  streams: Streams;
  allowsOrigin: AllowsOrigin;
  /** Answers as if nothing was to be streamed. Errors: as of `persisted.textOf`. */
  answer(http: HTTPGraphQLRequest, request: FastifyRequest, context: RequestContext): Promise<HTTPGraphQLResponse>;
}

interface Asked {
  http: HTTPGraphQLRequest;
  accepted: Accepted;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Requests that are no GraphQL, and mutations by GET: what they are answered with is no event. */
const NO_EVENT: ReadonlySet<number> = new Set([400, 405]);

/**
 * Answers those who accept a media type that streams: a subscription in it, until either side ends it; queries and
 * mutations in it where they are to be, and otherwise as ever.
 */
export function streamRoute({ federation, streams, allowsOrigin, answer }: Options) {
  async function decide(asked: Asked, visit: Visit, context: RequestContext): Promise<FastifyReply> {
    const { accepted, request, reply } = asked;
    const subscription = found(asked, context);
    if (subscription instanceof ParleyError) return sendEvent(reply, errorResult(subscription, context));
    if (!subscription) return accepted.always ? asEvent(asked, context) : asEver(asked, context);
    if (!allowsOrigin(request.headers)) throw forbidden('Pages of this origin may not listen');
    noteOperation(request, { name: subscription.operation.name?.value, kind: subscription.operation.operation });
    const lastEventId = request.headers['last-event-id']?.toString();
    const { format } = accepted;
    await visit.stream({ ...subscription, format, api: federation.api, request: context, lastEventId }, reply);
    if (!reply.raw.writableFinished) logAnswered(request, reply);
    return reply;
  }

  /** The subscription, if it is one, or why it may not be known: to the protocol that is a result like others. */
  function found({ http, accepted }: Asked, { principal }: RequestContext) {
    try {
      return subscriptionIn(federation, http, principal);
    } catch (error) {
      if (accepted.always && error instanceof ParleyError) return error;
      throw error;
    }
  }

  const asEver = async ({ http, request, reply }: Asked, context: RequestContext) =>
    sendAnswer(await answer(http, request, context), reply, context);

  async function asEvent({ http, request, reply }: Asked, context: RequestContext): Promise<FastifyReply> {
    const headers = new HeaderMap([...http.headers, ['accept', 'application/json']]);
    const response = await answer({ ...http, headers }, request, context);
    if (NO_EVENT.has(response.status ?? 200)) return sendAnswer(response, reply, context);
    return sendEvent(reply, jsonOf(response.body).trim());
  }

  return async (asked: Asked): Promise<FastifyReply> => {
    const visit = streams.visit();
    try {
      const context = { ...requestOf(asked.request), principal: await visit.signIn(asked.request.headers) };
      return await decide(asked, visit, context);
    } finally {
      visit.leave();
    }
  };
}

const errorResult = (error: ParleyError, context: RequestContext): string =>
  JSON.stringify({ errors: [formatError(error, context)] });

const sendEvent = (reply: FastifyReply, json: string): FastifyReply =>
  reply.type(EVENT_STREAM.contentType).header('cache-control', 'no-store').send(singleEvent(json));
