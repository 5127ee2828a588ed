import { HeaderMap, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from '@apollo/server';
import { isPartner, mayChange } from '@parley/contracts/principal';
import { measureCache } from '@parley/runtime/metrics/bounded';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { getOperationAST, type ExecutionResult, type OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Slowdown } from '../connection/slowdown';
import type { Graph } from '../graph/graph';
import { callerOf, type PreparedOperation } from '../graph/prepared-operation';
import type { Admission } from './admission';
import { asksForCost, introspects, type OperationContext } from './apollo-plugin';
import { executeWithin } from './execute-within';
import { parametersOf } from './http-operation';

/** `Accept` headers that are remembered, of at most so many characters. */
const KEPT = 200;
const MAX_CHARACTERS = 500;

interface Options {
  graph: Graph;
  admission: Admission;
  slowdown: Slowdown;
  metrics: Metrics;
}

/** What became of a request here. */
export type Prepared =
  | { response: HTTPGraphQLResponse; operation: { name?: string; kind: OperationTypeNode } }
  /** Executed, but not to be responded to here: what its execution gives whoever does. */
  | { executed: () => Promise<ExecutionResult> }
  /** Not to be executed. */
  | { refusal: unknown };

/**
 * Responds without Apollo Server's pipeline where nothing is left to decide: to a POST of a valid operation, from a client that
 * accepts what an earlier one accepted, if the result has no errors. All else is Apollo
 * Server's, and `learn` remembers what it decided.
 */
export function preparedResponses({ graph, admission, slowdown, metrics }: Options) {
  const contentTypes = new LRUCache<string, string>({ max: KEPT });
  const cache = measureCache(metrics, {
    name: 'accepted_types',
    entries: () => contentTypes.size,
    maxEntries: KEPT,
  });

  function preparedIn(query: unknown, operationName: string | undefined): PreparedOperation | undefined {
    const read = typeof query === 'string' && query !== '' ? graph.read(query) : undefined;
    if (!read || 'errors' in read || introspects(read.document)) return undefined;
    return getOperationAST(read.document, operationName) ? graph.prepare(read.document, operationName) : undefined;
  }

  return {
    /** Undefined where Apollo Server has to respond. */
    async respond(http: HTTPGraphQLRequest, request: Omit<OperationContext, 'seen'>): Promise<Prepared | undefined> {
      // Apollo Server's pipeline checks operations of partners against the contract variant
      if (http.method !== 'POST' || isPartner(request.principal)) return undefined;
      if (slowdown.isSlowed(request.principal)) return undefined;
      const contentType = contentTypes.get(acceptOf(http));
      cache.looked(contentType !== undefined);
      const parameters = parametersOf(http);
      if (!contentType || !parameters || !isAbsentOrObject(parameters.extensions)) return undefined;
      const { query, operationName, variables } = parameters;
      const prepared = preparedIn(query, operationName);
      if (!prepared || !isAllowed(prepared, request)) return undefined;
      // Apollo Server's pipeline refuses, and reports costs
      const costed = { document: prepared.document, operationName, variables };
      const cost = asksForCost({ http, extensions: parameters.extensions }) ? undefined : graph.admissibleCost(costed);
      if (cost === undefined) return undefined;
      const bound = prepared.bind(variables);
      if (!bound) return undefined;
      try {
        await admission.charge(costed, cost, request);
      } catch (refusal) {
        return { refusal };
      }
      const { name, operation: kind } = prepared.definition;
      const { deadlineMs } = graph.limits;
      const executed = executeWithin(prepared, { request, deadlineMs }, (signal) => bound({ request, signal }));
      try {
        const outcome = await executed;
        const json = outcome.json();
        if (json === undefined) return { executed: async () => outcome.result() };
        graph.admit(costed);
        return { response: responseOf(json, contentType), operation: { name: name?.value, kind } };
      } catch {
        return { executed: async () => (await executed).result() };
      }
    },

    /** Remembers the media type of a response of Apollo Server. */
    learn(http: HTTPGraphQLRequest, { status = 200, headers }: HTTPGraphQLResponse): void {
      const accept = acceptOf(http);
      const contentType = headers.get('content-type');
      if (status === 200 && contentType && accept.length <= MAX_CHARACTERS) contentTypes.set(accept, contentType);
    },
    stop: cache.stop,
  };
}

const acceptOf = ({ headers }: HTTPGraphQLRequest): string => headers.get('accept') ?? '';

/** What Apollo Server would go on to execute, without looking anything up. */
function isAllowed({ definition, isClosedTo }: PreparedOperation, request: Omit<OperationContext, 'seen'>): boolean {
  if (isClosedTo(callerOf(request))) return false;
  if (definition.operation === 'query') return true;
  if (definition.operation === 'subscription' || request.queriesOnly || !mayChange(request.principal)) return false;
  return request.idempotencyKey === undefined;
}

const isAbsentOrObject = (value: unknown): boolean =>
  value === undefined || (typeof value === 'object' && !Array.isArray(value));

const responseOf = (json: string, contentType: string): HTTPGraphQLResponse => ({
  status: 200,
  headers: new HeaderMap([['content-type', contentType]]),
  body: { kind: 'complete', string: `${json}\n` },
});
