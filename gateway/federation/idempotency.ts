import { HeaderMap, type ApolloServerPlugin, type GraphQLResponse } from '@apollo/server';
import { ParleyError, type ErrorCode } from '@parley/contracts/errors';
import type { Begun, KeptAnswers, Taken } from '@parley/ports/idempotency/idempotency-store';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { RequestContext } from '@parley/runtime/request';
import type { FormattedExecutionResult } from 'graphql';
import type { AnswerContext } from './apollo-plugin';
import { canonicalJson } from './canonical-json';
import { formatError } from './format-error';

/** Characters. */
const MAX_KEPT = 1_048_576;

/**
 * Gives a mutation that comes again with its idempotency key the first answer again, and executes it once. What is
 * refused before it is executed takes no key, and an answer that says that asking again may help is not kept.
 * Whoever is not signed in has no keys. Listed after what makes an answer fit to leave.
 */
export function idempotency({ begin }: KeptAnswers, metrics: Metrics): ApolloServerPlugin<AnswerContext> {
  const requests = metrics.counter({
    name: 'parley_idempotency_requests_total',
    help: 'Mutations with an idempotency key; outcome: executed (the first), replayed, under_way or conflict (refused because of an earlier one), refused (the person has too many keys), failed (the database does not respond)',
    labels: ['outcome'],
  });
  return {
    async requestDidStart() {
      let taken: Taken | undefined;
      return {
        async responseForOperation({ operation, source, request, contextValue }) {
          const { idempotencyKey: key, principal } = contextValue;
          if (key === undefined || operation.operation !== 'mutation' || principal.kind !== 'viewer') return null;
          const asked = canonicalJson([source, request.operationName ?? null, request.variables ?? {}]);
          try {
            const begun = await begin({ person: principal.user, key, asked });
            requests.add(1, { outcome: OUTCOMES[begun.state] });
            if (begun.state === 'first') taken = begun;
            return begun.state === 'first' ? null : responseTo(begun, contextValue);
          } catch (error) {
            const isFull = error instanceof ParleyError && error.code === 'QUOTA_EXCEEDED';
            requests.add(1, { outcome: isFull ? 'refused' : 'failed' });
            return refusal(error, isFull ? 403 : 503, contextValue);
          }
        },
        async willSendResponse({ response: { body }, contextValue: { log, correlationId } }) {
          if (!taken || body.kind !== 'single') return;
          // the change is made, and its answer is not to be lost for this
          await settle(taken, body.singleResult).catch((err: unknown) =>
            log.error({ err, correlationId }, 'the answer to an idempotency key could not be kept'),
          );
        },
      };
    },
  };
}

const OUTCOMES = {
  first: 'executed',
  answered: 'replayed',
  'under way': 'under_way',
  'something else': 'conflict',
} as const satisfies Record<Begun['state'], string>;

function settle({ keep, release }: Taken, result: FormattedExecutionResult): Promise<void> {
  if (result.errors?.some(({ extensions }) => extensions?.retryable === true)) return release();
  const answer = JSON.stringify(result);
  return keep(answer.length > MAX_KEPT ? '' : answer);
}

function responseTo(begun: Exclude<Begun, { state: 'first' }>, request: RequestContext): GraphQLResponse {
  switch (begun.state) {
    case 'answered':
      return begun.answer === '' ? refusal(TOO_LONG, 409, request) : replay(begun.answer);
    case 'under way':
      return refusal(UNDER_WAY, 409, request);
    case 'something else':
      return refusal(SOMETHING_ELSE, 422, request);
  }
}

const problem = (code: ErrorCode, message: string) => new ParleyError(code, message);
const TOO_LONG = problem('CONFLICT', 'This was done already; there was no room to keep its answer');
const UNDER_WAY = problem('UNAVAILABLE', 'The first request with this Idempotency-Key is not answered yet');
const SOMETHING_ELSE = problem('IDEMPOTENCY_CONFLICT', 'This Idempotency-Key was sent with something else before');

const MAY_HELP: ReadonlySet<number> = new Set([409, 503]);

/** A status as the draft has it: 409 while the first is under way, 422 where it was something else. */
function refusal(error: unknown, status: number, request: RequestContext): GraphQLResponse {
  const headers = new HeaderMap(MAY_HELP.has(status) ? [['retry-after', '1']] : []);
  return { ...response({ errors: [formatError(error, request)] }), http: { status, headers } };
}

/** Marked, so that a client can tell it from an answer that was made now. */
const replay = (answer: string): GraphQLResponse => ({
  ...response(JSON.parse(answer) as FormattedExecutionResult),
  http: { status: undefined, headers: new HeaderMap([['idempotency-replayed', 'true']]) },
});

const response = (singleResult: FormattedExecutionResult): GraphQLResponse => ({
  http: { status: undefined, headers: new HeaderMap() },
  body: { kind: 'single', singleResult },
});
