import { ParleyError, isErrorCode, type ErrorCode } from '@parley/contracts/errors';
import { ANONYMOUS } from '@parley/contracts/principal';
import type { Logger } from '@parley/runtime/logger';
import type { RequestContext } from '@parley/runtime/request';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CountErrors } from '../federation/federation-metrics';
import { formatError } from '../federation/format-error';
import { correlationIdOf, requestOf } from '../connection/request-context';

const STATUS: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  VALIDATION_FAILED: 400,
  CONFLICT: 409,
  IDEMPOTENCY_CONFLICT: 409,
  RATE_LIMITED: 429,
  QUOTA_EXCEEDED: 403,
  PERSISTED_QUERY_REQUIRED: 403,
  UNAVAILABLE: 503,
};

/** Every error response has the body of a GraphQL error, on all routes. */
export function sendErrorsWithCodes(app: FastifyInstance, countErrors: CountErrors): void {
  const respond = (reply: FastifyReply, { error, status }: { error: ParleyError; status: number }) => {
    const body = errorBody(error, requestOf(reply.request));
    countErrors(body.errors);
    if (status === 401) void reply.header('www-authenticate', challengeTo(reply.request));
    const { retryAfterMs } = error.extensions;
    if (typeof retryAfterMs === 'number') void reply.header('retry-after', Math.ceil(retryAfterMs / 1_000));
    // an unknown hash has status 200, which caches might store
    return reply.status(status).header('cache-control', 'no-store').send(body);
  };
  app.setErrorHandler<FastifyError | ParleyError>((error, _, reply) => {
    const coded = asParleyError(error);
    const status = 'statusCode' in error && error.statusCode ? error.statusCode : (STATUS[coded.code] ?? 500);
    return respond(reply, { error: coded, status });
  });
  app.setNotFoundHandler((_, reply) =>
    respond(reply, { error: new ParleyError('NOT_FOUND', 'Nothing is served here'), status: 404 }),
  );
}

/** What Fastify refuses before any hook runs: an address that can't be decoded. */
export const sendFrameworkError =
  (logger: Logger) =>
  (error: FastifyError, _: FastifyRequest, reply: FastifyReply): void => {
    const request = { principal: ANONYMOUS, correlationId: correlationIdOf(undefined), logger };
    void reply.status(error.statusCode ?? 400).send(errorBody(asParleyError(error), request));
  };

/** RFC 6750, 3: who came without a token is not told that one is wrong. */
function challengeTo({ headers: { authorization } }: FastifyRequest): string {
  const isBearer = /^Bearer\b/i.test(authorization ?? '');
  return isBearer ? 'Bearer realm="parley", error="invalid_token"' : 'Bearer realm="parley"';
}

const errorBody = (error: ParleyError, request: RequestContext) => ({ errors: [formatError(error, request)] });

/** Fastify's own refusals (a body too large, of another type, broken) have a 4xx status, and a text that may be shown. */
function asParleyError(error: FastifyError | ParleyError): ParleyError {
  if (error instanceof ParleyError && isErrorCode(error.code)) return error;
  const { statusCode = 500 } = error as FastifyError;
  if (statusCode >= 400 && statusCode < 500)
    return new ParleyError('VALIDATION_FAILED', error.message, { cause: error });
  return new ParleyError('INTERNAL', error.message, { cause: error });
}
