import type { IncomingHttpHeaders } from 'node:http';
import { unauthenticated } from '@parley/contracts/errors';
import { ANONYMOUS, type Principal } from '@parley/contracts/principal';
import type { Logger } from '@parley/runtime/logger';
import type { RequestContext } from '@parley/runtime/request';
import { newUuid } from '@parley/runtime/uuid';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { OperationTypeNode } from 'graphql';
import type { ClientAddress } from './client-address';
import { reachedAt } from './reached-at';
import type { SignIn } from './sign-in';

const CORRELATION_HEADER = 'x-correlation-id';
const CORRELATION_ID = /^[\w.:-]{1,128}$/;
/** W3C Trace Context, 3.2 */
const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

/** The id that the caller gave, where it can be one, or a new one. */
export const correlationIdOf = (given: unknown): string =>
  typeof given === 'string' && CORRELATION_ID.test(given) ? given : newUuid();

export const traceparentOf = (given: unknown): string | undefined =>
  typeof given === 'string' && TRACEPARENT.test(given) ? given : undefined;

/** Whether an operation's `extensions` request the traces of its events: `{ "trace": true }`. */
export const requestsTrace = (extensions: unknown): boolean =>
  (extensions as { trace?: unknown } | null)?.trace === true;

/** Of the headers those that are named, in lower case. One that came several times is joined as RFC 9110, 5.3 says. */
export function forwardedOf(
  headers: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, string> {
  const forwarded: Record<string, string> = {};
  for (const name of names) {
    const value = headers[name];
    if (typeof value === 'string') forwarded[name] = value;
    else if (Array.isArray(value)) forwarded[name] = value.join(', ');
  }
  return forwarded;
}

/** Token of RFC 6750, 2.1. The header is the only place that one is read from. Errors: UNAUTHENTICATED for any other scheme. */
export function bearerOf({ authorization }: Pick<IncomingHttpHeaders, 'authorization'>): string | undefined {
  if (!authorization) return undefined;
  const [, token] = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization) ?? [];
  if (token === undefined) throw unauthenticated('The Authorization header is not "Bearer <access token>"');
  return token;
}

/** Anonymous if no sign-in is required. Errors: UNAUTHENTICATED. */
export const principalOf = async (headers: IncomingHttpHeaders, signIn: SignIn | undefined): Promise<Principal> =>
  signIn ? signIn.authenticate(bearerOf(headers)) : ANONYMOUS;

const contexts = new WeakMap<FastifyRequest, RequestContext>();
const operations = new WeakMap<FastifyRequest, FoundOperation>();

/** The context of the request before authentication. */
export function requestOf(request: FastifyRequest): RequestContext {
  const context = contexts.get(request);
  if (!context) throw new Error('The hook that makes request contexts has not run');
  return context;
}

interface FoundOperation {
  name?: string;
  kind?: OperationTypeNode;
}

/** What was found in a GraphQL request, for its line in the log and its metrics. */
export const noteOperation = (request: FastifyRequest, operation: FoundOperation): unknown =>
  operations.set(request, operation);

export const operationOf = (request: FastifyRequest): FoundOperation | undefined => operations.get(request);

/** Gives each request a context and its correlation id, and logs one line with its response: no token, no text, no URL. */
export function identifyRequests(
  app: FastifyInstance,
  {
    addressOf,
    forwardHeaders = [],
    logger,
  }: { addressOf: ClientAddress; forwardHeaders?: readonly string[]; logger: Logger },
): void {
  app.addHook('onRequest', async (request, reply) => {
    const correlationId = correlationIdOf(request.headers[CORRELATION_HEADER]);
    const traceparent = traceparentOf(request.headers.traceparent);
    contexts.set(request, {
      principal: ANONYMOUS,
      correlationId,
      traceparent,
      address: addressOf(request.raw),
      origin: reachedAt(request.raw),
      forwarded: forwardedOf(request.headers, forwardHeaders),
      logger,
    });
    reply.header(CORRELATION_HEADER, correlationId);
  });
  app.addHook('onResponse', async (request, reply) => logResponse(request, reply));
}

/** The request's line in the log. Fastify reports no end if the client disconnects from a streamed response. */
export function logResponse(request: FastifyRequest, reply: FastifyReply): void {
  const { correlationId, logger } = requestOf(request);
  logger.info(
    {
      correlationId,
      method: request.method,
      route: request.routeOptions.url,
      operation: operationOf(request)?.name,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    },
    'request',
  );
}
