import type { GraphQLDataSource } from '@apollo/gateway';
import { forbidden, unauthenticated, unavailable, type ParleyError } from '@parley/contracts/errors';
import type { RequestContext } from '@parley/runtime/request';
import { GraphQLError, Kind, type ExecutionResult } from 'graphql';
import { Agent, request as send, type Dispatcher } from 'undici';
import { SubgraphError } from './subgraph-error';

/** Where a subgraph is, as the supergraph's `join__Graph` says. */
export interface ServiceAddress {
  name: string;
  url?: string;
}

interface Options {
  dispatcher: Dispatcher;
  /** For a whole answer of one subgraph, in milliseconds. */
  timeoutMs: number;
}

type FetchOptions = Parameters<GraphQLDataSource['process']>[0];

const CONNECTIONS_PER_SUBGRAPH = 128;
const MAX_RESPONSE_BYTES = 67_108_864;
const ACCEPT = 'application/graphql-response+json, application/json';
const RESPONSE_TYPE = 'application/graphql-response+json';

/** Connections that are kept alive and shared by all subgraphs. Whoever makes it closes it. */
export const createConnections = (): Agent =>
  new Agent({ connections: CONNECTIONS_PER_SUBGRAPH, pipelining: 1, maxResponseSize: MAX_RESPONSE_BYTES });

/**
 * A subgraph over HTTP. It is sent the caller's forwarded headers, `traceparent` and `x-correlation-id`.
 * Its own errors pass with whatever they tell. One that can't be reached, answers 5xx, too late, or no GraphQL, is an
 * error UNAVAILABLE at the fields that were asked of it; 401 is UNAUTHENTICATED and 403 FORBIDDEN. Other subgraphs' data stay.
 */
export function httpSubgraph({ name, url }: ServiceAddress, options: Options): GraphQLDataSource {
  if (!url || !URL.canParse(url)) throw new Error(`The supergraph has no URL for the subgraph ${name}`);
  return {
    async process(fetch) {
      const { log, correlationId } = fetch.context as RequestContext;
      try {
        const { data, errors } = await ask(url, fetch, options);
        return { data, errors: errors?.map((error) => new SubgraphError(error)) as never };
      } catch (error) {
        log.warn({ subgraph: name, correlationId, err: error }, 'subgraph did not answer');
        return { errors: failures(fetch, asRefusal(error)) };
      }
    },
  };
}

async function ask(url: string, fetch: FetchOptions, options: Options): Promise<ExecutionResult> {
  const asked = () => post(url, fetch, options);
  const response = await asked().catch((error: unknown) => {
    // the subgraph closed a connection that was kept alive: it has not seen a query, or may see it again
    if (isClosedConnection(error) && !fetch.request.query?.startsWith('mutation')) return asked();
    throw error;
  });
  return resultOf(response, await response.body.text());
}

function post(url: string, { request, context }: FetchOptions, { dispatcher, timeoutMs }: Options) {
  const { correlationId, traceparent, forwarded } = context as RequestContext;
  const { query, variables, operationName } = request;
  return send(url, {
    dispatcher,
    method: 'POST',
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      ...forwarded,
      'content-type': 'application/json',
      accept: ACCEPT,
      'x-correlation-id': correlationId,
      ...(traceparent ? { traceparent } : {}),
    },
    body: JSON.stringify({ query, variables, operationName }),
  });
}

const isClosedConnection = (error: unknown): boolean =>
  ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(String((error as NodeJS.ErrnoException).code));

/** GraphQL over HTTP, 6.4: only of the newer media type a status other than 2xx is known to be GraphQL's. */
function resultOf({ statusCode, headers }: Dispatcher.ResponseData, text: string): ExecutionResult {
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
    result = JSON.parse(text);
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

/** One at each root field, as if every one of them had failed; or one at the entities. */
function failures(fetch: FetchOptions, refusal: ParleyError): GraphQLError[] {
  const paths = fetch.request.variables?.representations ? [[]] : rootFields(fetch).map((name) => [name]);
  return paths.map((path) => new GraphQLError(refusal.message, { path, originalError: refusal }));
}

function rootFields(fetch: FetchOptions): string[] {
  const document = 'document' in fetch ? fetch.document : undefined;
  const operation = document?.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [];
  const fields = operation.selectionSet.selections.filter(({ kind }) => kind === Kind.FIELD);
  return fields.map((field) => (field.kind === Kind.FIELD ? (field.alias ?? field.name).value : ''));
}
