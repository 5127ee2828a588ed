import type { HTTPGraphQLResponse } from '@apollo/server';
import type { RequestContext } from '@parley/runtime/request';
import type { FastifyReply } from 'fastify';
import type { FormattedExecutionResult } from 'graphql';
import { encodeText } from './encode-text';

/** Sends a response of the federation unchanged. */
export function sendResponse(
  { status = 200, headers, body }: HTTPGraphQLResponse,
  reply: FastifyReply,
  request: RequestContext,
): FastifyReply {
  const json = jsonOf(body);
  const vary = [reply.getHeader('vary'), headers.get('vary')].filter(Boolean).join(', ');
  for (const [name, value] of headers) reply.header(name, value);
  if (vary) reply.header('vary', vary);
  if (!headers.has('cache-control')) reply.header('cache-control', 'no-store');
  return reply.status(status).send(encodeText(status < 400 ? json : withCorrelationId(json, request)));
}

export function jsonOf(body: HTTPGraphQLResponse['body']): string {
  if (body.kind !== 'complete') throw new Error('Nothing here is sent in parts');
  return body.string;
}

/** Apollo refuses some requests before it has a context. */
function withCorrelationId(json: string, { correlationId }: RequestContext): string {
  const result = JSON.parse(json) as FormattedExecutionResult;
  const errors = result.errors?.map((error) => ({ ...error, extensions: { ...error.extensions, correlationId } }));
  return JSON.stringify({ ...result, errors });
}
