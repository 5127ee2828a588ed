import type { ApolloServerPlugin, HeaderMap, HTTPGraphQLResponse } from '@apollo/server';
import { ParleyError, type ErrorCode } from '@parley/contracts/errors';
import { isPartner, mayChange, type Principal } from '@parley/contracts/principal';
import type { RequestContext } from '@parley/runtime/request';
import {
  BREAK,
  GraphQLError,
  Kind,
  parse,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type FormattedExecutionResult,
  type OperationTypeNode,
} from 'graphql';
import type { Graph } from '../graph/graph';
import type { Admission } from './admission';
import type { CountErrors } from './federation-metrics';
import { codedError, formatErrors, formatResult } from './format-error';
import type { Slowdown } from '../connection/slowdown';
import { limitVariableErrors } from './limits';
import { selectsOnlySchema } from './root-fields';

export interface Seen {
  operationName?: string;
  kind?: OperationTypeNode;
  /** Of the operation, as computed before it is planned. */
  cost?: number;
  /** The client wants to know the cost. */
  reportsCost?: boolean;
  /** The result has errors. */
  failed?: boolean;
  /** The request has an operation's text, valid or not. */
  wellFormed?: boolean;
}

/** The context of one operation. Apollo copies the context, but `seen` stays the same object. */
export interface OperationContext extends RequestContext {
  readonly seen: Seen;
  /** Mutations are refused: the origin may not send any. */
  readonly queriesOnly?: boolean;
  /** The client's name for the request, so that it can repeat it safely. */
  readonly idempotencyKey?: string;
  /** Variables that keep all digits of their numbers, in the place of those that Apollo Server has parsed. */
  readonly exactVariables?: Record<string, unknown>;
  /** Why it may not be executed, if it has been charged already. */
  readonly refusal?: unknown;
  /** The result, if the operation has been charged and executed already. */
  readonly executed?: () => Promise<ExecutionResult>;
}

/** May read the schema when it is not open to everybody. */
export const mayReadSchema = (principal: Principal): boolean =>
  principal.kind === 'viewer' && principal.scopes.includes('schema:read');

interface Options {
  graph: Pick<Graph, 'read' | 'admit' | 'partnerApi'>;
  admission: Admission;
  slowdown: Slowdown;
  openSchema: boolean;
  countErrors: CountErrors;
}

/** In the place of a document that is not valid, so that Apollo Server does not parse it. */
const NOTHING = parse('{ __typename }');

/** Reads documents, checks who may introspect, and formats errors, for Apollo Server. */
export function apolloPlugin({
  graph,
  admission,
  slowdown,
  openSchema,
  countErrors,
}: Options): ApolloServerPlugin<OperationContext> {
  return {
    // not a GraphQL request: there is no context yet
    async invalidRequestWasReceived({ error }) {
      countErrors([codedError(error)]);
    },
    async requestDidStart() {
      let invalid: readonly GraphQLError[] = [];
      return {
        async didResolveSource(operation) {
          const { seen, exactVariables } = operation.contextValue;
          seen.wellFormed = true;
          if (exactVariables) operation.request.variables = exactVariables;
          const read = graph.read(operation.source, isPartner(operation.contextValue.principal));
          // Apollo Server parses and validates only what has no document yet
          Object.assign(operation, { document: 'document' in read ? read.document : NOTHING });
          if ('errors' in read) invalid = read.errors;
        },
        async didResolveOperation({ operation, operationName, document, schema, request, contextValue }) {
          if (invalid.length > 0) throw invalidDocument(invalid);
          contextValue.seen.operationName = operationName ?? undefined;
          contextValue.seen.kind = operation?.operation;
          if (!operation) throw refusal('VALIDATION_FAILED', 'Which of the operations is meant is not clear', 400);
          if (operation.operation === 'subscription')
            throw refusal(
              'VALIDATION_FAILED',
              'Subscriptions are served over the WebSocket, or as text/event-stream or multipart/mixed',
              400,
            );
          if (contextValue.queriesOnly && operation.operation === 'mutation')
            throw refusal('FORBIDDEN', 'Pages of this origin may not change anything', 403);
          if (slowdown.isSlowed(contextValue.principal)) await slowdown.take(contextValue.principal);
          if (operation.operation === 'mutation' && !mayChange(contextValue.principal))
            throw refusal('FORBIDDEN', 'Changing anything needs the scope write', 403);
          if (!openSchema && introspects(document) && !mayReadSchema(contextValue.principal))
            throw refusal('FORBIDDEN', 'Introspection needs the scope schema:read', 403);
          const variables = request.variables ?? {};
          const forPartner = isPartner(contextValue.principal);
          const unfit = limitVariableErrors(forPartner ? graph.partnerApi : schema, operation, variables);
          // the query planner would return the whole schema
          if (forPartner && introspects(document) && !selectsOnlySchema(schema, { document, operation, variables }))
            throw refusal('VALIDATION_FAILED', 'Introspection must be a query of its own', 400);
          // the executor would validate them against the whole schema
          if (forPartner && unfit.length > 0) throw refusal('VALIDATION_FAILED', unfit[0]!.message, 400);
          contextValue.seen.reportsCost = asksForCost(request);
          // an operation whose variables do not fit is not executed
          if (unfit.length > 0) return;
          const costed = { document, operationName: operationName ?? undefined, variables };
          const cost = graph.admit(costed);
          contextValue.seen.cost = cost;
          if (contextValue.refusal) throw contextValue.refusal;
          if (!contextValue.executed) await admission.charge(costed, cost, contextValue);
        },
        async willSendResponse({ response, errors, contextValue }) {
          if (response.body.kind !== 'single') return;
          const { singleResult } = response.body;
          contextValue.seen.failed = (singleResult.errors?.length ?? 0) > 0;
          // formatted before without the request: format the original errors again
          const raw = singleResult.errors && errors ? { errors: formatErrors(errors, contextValue) } : {};
          const { cost, reportsCost } = contextValue.seen;
          const reported = reportsCost && cost !== undefined && { extensions: { ...singleResult.extensions, cost } };
          const result = formatResult({ ...singleResult, ...raw, ...reported } as never, contextValue);
          countErrors(result.errors);
          response.body.singleResult = openSchema ? result : withoutSuggestions(result);
          // what was not executed, or not to the end, may be sent again: it is no fault of the server's code
          if (response.http.status === 500 && result.errors?.[0]?.extensions?.['code'] === 'UNAVAILABLE')
            response.http.status = 503;
        },
      };
    },
  };
}

/**
 * The status of an invalid operation in a well-formed request: 200 with `application/json`, and 400 with the newer media
 * type (GraphQL over HTTP, 6.4.1 and 6.4.2).
 */
export function statusOf({ status, headers }: HTTPGraphQLResponse, { wellFormed }: Seen): number {
  const isLegacy = headers.get('content-type')?.startsWith('application/json');
  return status === 400 && wellFormed && isLegacy ? 200 : (status ?? 200);
}

/** graphql-js also adds suggestions to errors of variables, and @apollo/gateway keeps them. */
const withoutSuggestions = ({ errors, ...result }: FormattedExecutionResult): FormattedExecutionResult => ({
  ...(errors && { errors: errors.map((error) => ({ ...error, message: error.message.replace(SUGGESTION, '') })) }),
  ...result,
});
const SUGGESTION = / ?Did you mean .+\?$/;

/** Apollo reads `http` for the status; clients do not receive it. */
const refusal = (code: ErrorCode, message: string, status: number): ParleyError =>
  new ParleyError(code, message, { details: { http: { status } } });

/** Errors leave one by one: `formatErrors` takes them apart. */
const invalidDocument = (errors: readonly GraphQLError[]): GraphQLError =>
  new GraphQLError('The document is not valid', {
    originalError: new AggregateError(errors),
    extensions: { http: { status: 400 } },
  });
/** By the header `GraphQL-Cost: report`, or by the request extension `cost: true`. */
export const asksForCost = ({ http, extensions }: { http?: { headers: HeaderMap }; extensions?: unknown }): boolean =>
  http?.headers.get('graphql-cost') === 'report' || (extensions as { cost?: unknown } | undefined)?.cost === true;

const known = new WeakMap<DocumentNode, boolean>();

/** Whether the schema itself is selected, in any operation of the document. */
export function introspects(document: DocumentNode): boolean {
  let found = known.get(document);
  if (found !== undefined) return found;
  found = false;
  visit(document, {
    [Kind.FIELD]({ name }) {
      if (name.value !== '__schema' && name.value !== '__type') return undefined;
      found = true;
      return BREAK;
    },
  });
  known.set(document, found);
  return found;
}
