import { forbidden, unauthenticated, unavailable, type ParleyError } from '@parley/contracts/errors';
import { failures, postGraphQL, type Answer, type Transport } from '@parley/runtime/graphql/graphql-over-http';
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
 * A subgraph over HTTP. It is sent the caller's forwarded headers, `traceparent` and `x-correlation-id`.
 * Its own errors pass with whatever they tell. One that can't be reached, answers 5xx, too late, or no GraphQL, is an
 * error UNAVAILABLE at the fields that were asked of it; 401 is UNAUTHENTICATED and 403 FORBIDDEN. Other subgraphs' data stay.
 */
export function httpSubgraph({ name, url }: ServiceAddress, transport: Transport): FetchSource {
  if (!url || !URL.canParse(url)) throw new Error(`The supergraph has no URL for the subgraph ${name}`);
  return {
    async fetch(asked) {
      const { signal, document, variables } = asked;
      const { logger, correlationId } = asked.request;
      try {
        const { data, errors } = resultOf(await post(url, asked, transport));
        return { data, errors: errors?.map((error) => new SubgraphError(error)) };
      } catch (error) {
        signal?.throwIfAborted();
        logger.warn({ subgraph: name, correlationId, err: error }, 'subgraph did not answer');
        return { errors: failures({ document, variables }, asRefusal(error)) };
      }
    },
  };
}

function post(url: string, asked: SubgraphFetch, transport: Transport): Promise<Answer> {
  const { query, variables, operationName, isMutation, signal, request } = asked;
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

/** GraphQL over HTTP, 6.4: only of the newer media type a status other than 2xx is known to be GraphQL's. */
export function resultOf({ statusCode, headers, text }: Answer): ExecutionResult {
  const isTrusted = statusCode < 500 || String(headers['content-type']).startsWith(RESPONSE_TYPE);
  const result = isTrusted ? parsed(text) : undefined;
  if (result) return result;
  if (statusCode === 401) throw unauthenticated('The subgraph wants you to sign in');
  if (statusCode === 403) throw forbidden('The subgraph does not allow that');
  throw new Error(`HTTP status ${statusCode}, and no GraphQL`);
}

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
    : unavailable('A part of the service does not answer', error);
