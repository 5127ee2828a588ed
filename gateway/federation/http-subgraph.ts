import { forbidden, ParleyError, unauthenticated, unavailable } from '@parley/contracts/errors';
import { failures, postGraphQL, type HttpResponse, type Transport } from '@parley/runtime/graphql/graphql-over-http';
import type { ExecutionResult } from 'graphql';
import type { FetchSource, SubgraphFetch } from '../execution/source';
import { fromJson, toJson } from '../execution/lossless';
import { SubgraphError } from './subgraph-error';

/** Where a subgraph is, as the supergraph's `join__Graph` says. */
export interface ServiceAddress {
  name: string;
  url?: string;
}

const ACCEPT = 'application/graphql-response+json, application/json';
const RESPONSE_TYPE = 'application/graphql-response+json';

/**
 * A subgraph over HTTP. It receives the client's forwarded headers, `traceparent` and `x-correlation-id`. Clients receive its
 * own errors unchanged. If it cannot be reached, responds too late, with 5xx or without GraphQL, each field that it should
 * have resolved has the error UNAVAILABLE (after 401 UNAUTHENTICATED, after 403 FORBIDDEN). Data of other subgraphs stay.
 */
export function httpSubgraph({ name, url }: ServiceAddress, transport: Transport): FetchSource {
  if (!url || !URL.canParse(url)) throw new Error(`The supergraph has no URL for the subgraph ${name}`);
  const address = new URL(url);
  return {
    async fetch(operation) {
      const { signal, document, variables } = operation;
      const { logger, correlationId } = operation.request;
      try {
        const { data, errors } = resultOf(await post(address, operation, transport));
        return { data, errors: errors?.map((error) => new SubgraphError(error)) };
      } catch (error) {
        signal?.throwIfAborted();
        logger.warn({ subgraph: name, correlationId, err: error }, 'subgraph did not respond');
        return { errors: failures({ document, variables }, asRefusal(error)), unreachable: isUnreachable(error) };
      }
    },
  };
}

function post(url: URL, operation: SubgraphFetch, transport: Transport): Promise<HttpResponse> {
  const { query, variables, operationName, isMutation, signal, request } = operation;
  const { correlationId, traceparent, forwarded } = request;
  const headers = {
    ...forwarded,
    accept: ACCEPT,
    'x-correlation-id': correlationId,
    ...(traceparent ? { traceparent } : {}),
  };
  const body = toJson({ query, variables, operationName });
  return postGraphQL(url, { headers, body, isMutation, signal }, transport);
}

/** GraphQL over HTTP, 6.4: with a status other than 2xx, only the newer media type says that the body is GraphQL. */
export function resultOf({ statusCode, headers, text }: HttpResponse): ExecutionResult {
  const isTrusted = statusCode < 500 || String(headers['content-type']).startsWith(RESPONSE_TYPE);
  const result = isTrusted ? parsed(text) : undefined;
  if (result) return result;
  if (statusCode === 401) throw unauthenticated('The subgraph wants you to sign in');
  if (statusCode === 403) throw forbidden('The subgraph does not allow that');
  throw new NoGraphQL(statusCode);
}

class NoGraphQL extends Error {
  constructor(readonly statusCode: number) {
    super(`HTTP status ${statusCode}, and no GraphQL`);
  }
}

/** What one request brings about, as one that is too large, must not stop all others. */
const isUnreachable = (error: unknown): boolean =>
  error instanceof NoGraphQL ? error.statusCode >= 500 : !(error instanceof ParleyError);

function parsed(text: string): ExecutionResult | undefined {
  let result: unknown;
  try {
    result = fromJson(text);
  } catch {
    return undefined;
  }
  if (typeof result !== 'object' || result === null) return undefined;
  const { data, errors } = result as Record<string, unknown>;
  const hasData = typeof data === 'object' && !Array.isArray(data);
  const hasErrors = Array.isArray(errors) && errors.length > 0;
  return hasData || hasErrors
    ? ({ data: hasData ? data : undefined, errors: hasErrors ? errors : undefined } as never)
    : undefined;
}

const asRefusal = (error: unknown): ParleyError =>
  error instanceof Error && error.name === 'ParleyError'
    ? (error as ParleyError)
    : unavailable('A part of the service does not respond', error);
