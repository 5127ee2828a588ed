import { HeaderMap, type ApolloServerPlugin, type GraphQLResponse } from '@apollo/server';
import { ParleyError, type ErrorCode } from '@parley/contracts/errors';
import type { BeginResult, IdempotencyStore, Reservation } from '@parley/ports/idempotency/idempotency-store';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { RequestContext } from '@parley/runtime/request';
import type { FormattedExecutionResult } from 'graphql';
import type { OperationContext } from './apollo-plugin';
import { canonicalJson } from './canonical-json';
import { formatError } from './format-error';

const MAX_STORED_CHARACTERS = 1_048_576;

/**
 * Executes a mutation with an idempotency key once, and gives repeated requests the first response. A request that is refused
 * before its execution reserves no key, and a response that a retry may change is not stored. Viewers who are not signed in
 * have no keys. It must be listed after the plugin that formats responses.
 */
export function idempotency({ begin }: IdempotencyStore, metrics: Metrics): ApolloServerPlugin<OperationContext> {
  const requests = metrics.counter({
    name: 'parley_idempotency_requests_total',
    help: 'Mutations with an idempotency key; outcome: executed (the first), replayed, under_way or conflict (refused because of an earlier one), refused (the person has too many keys), failed (the database does not respond)',
    labels: ['outcome'],
  });
  return {
    async requestDidStart() {
      let reservation: Reservation | undefined;
      return {
        async responseForOperation({ operation, source, request, contextValue }) {
          const { idempotencyKey: key, principal } = contextValue;
          if (key === undefined || operation.operation !== 'mutation' || principal.kind !== 'viewer') return null;
          const content = canonicalJson([source, request.operationName ?? null, request.variables ?? {}]);
          try {
            const begun = await begin({ person: principal.user, key, content });
            requests.add(1, { outcome: OUTCOMES[begun.state] });
            if (begun.state === 'reserved') reservation = begun;
            return begun.state === 'reserved' ? null : responseTo(begun, contextValue);
          } catch (error) {
            const isFull = error instanceof ParleyError && error.code === 'QUOTA_EXCEEDED';
            requests.add(1, { outcome: isFull ? 'refused' : 'failed' });
            return refusal(error, isFull ? 403 : 503, contextValue);
          }
        },
        async willSendResponse({ response: { body }, contextValue: { logger, correlationId } }) {
          if (!reservation || body.kind !== 'single') return;
          // the change is committed: the client must get its response
          await settle(reservation, body.singleResult).catch((err: unknown) =>
            logger.error({ err, correlationId }, 'the response to an idempotency key could not be stored'),
          );
        },
      };
    },
  };
}

const OUTCOMES = {
  reserved: 'executed',
  completed: 'replayed',
  'in progress': 'under_way',
  conflict: 'conflict',
} as const satisfies Record<BeginResult['state'], string>;

function settle({ complete, release }: Reservation, result: FormattedExecutionResult): Promise<void> {
  if (result.errors?.some(({ extensions }) => extensions?.retryable === true)) return release();
  const text = JSON.stringify(result);
  return complete(text.length > MAX_STORED_CHARACTERS ? '' : text);
}

function responseTo(begun: Exclude<BeginResult, { state: 'reserved' }>, request: RequestContext): GraphQLResponse {
  switch (begun.state) {
    case 'completed':
      return begun.response === '' ? refusal(TOO_LONG, 409, request) : replay(begun.response);
    case 'in progress':
      return refusal(IN_PROGRESS, 409, request);
    case 'conflict':
      return refusal(OTHER_CONTENT, 422, request);
  }
}

const problem = (code: ErrorCode, message: string) => new ParleyError(code, message);
const TOO_LONG = problem('CONFLICT', 'This was executed before; its response was too large to store');
const IN_PROGRESS = problem('UNAVAILABLE', 'The first request with this Idempotency-Key is still in progress');
const OTHER_CONTENT = problem('IDEMPOTENCY_CONFLICT', 'This Idempotency-Key was sent with something else before');

const MAY_HELP: ReadonlySet<number> = new Set([409, 503]);

/** The status is that of the IETF draft: 409 while the first request is in progress, 422 if it had other content. */
function refusal(error: unknown, status: number, request: RequestContext): GraphQLResponse {
  const headers = new HeaderMap(MAY_HELP.has(status) ? [['retry-after', '1']] : []);
  return { ...response({ errors: [formatError(error, request)] }), http: { status, headers } };
}

/** The header tells clients that the response is a stored one. */
const replay = (text: string): GraphQLResponse => ({
  ...response(JSON.parse(text) as FormattedExecutionResult),
  http: { status: undefined, headers: new HeaderMap([['idempotency-replayed', 'true']]) },
});

const response = (singleResult: FormattedExecutionResult): GraphQLResponse => ({
  http: { status: undefined, headers: new HeaderMap() },
  body: { kind: 'single', singleResult },
});
