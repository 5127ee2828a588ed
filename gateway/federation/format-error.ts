import { isErrorCode, isRetryable, ParleyError, type ErrorCode } from '@parley/contracts/errors';
import type { RequestContext } from '@parley/runtime/request';
import {
  GraphQLError,
  Kind,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
} from 'graphql';
import { subgraphErrorIn, type SubgraphError } from './subgraph-error';

/** Apollo's own codes, in ours. Its clients of persisted queries go by the message, which is kept. */
const OF_APOLLO: ReadonlyMap<unknown, ErrorCode> = new Map([
  ['GRAPHQL_PARSE_FAILED', 'VALIDATION_FAILED'],
  ['GRAPHQL_VALIDATION_FAILED', 'VALIDATION_FAILED'],
  ['BAD_USER_INPUT', 'VALIDATION_FAILED'],
  ['BAD_REQUEST', 'VALIDATION_FAILED'],
  ['OPERATION_RESOLUTION_FAILURE', 'VALIDATION_FAILED'],
  ['PERSISTED_QUERY_NOT_SUPPORTED', 'VALIDATION_FAILED'],
  ['DOWNSTREAM_SERVICE_ERROR', 'UNAVAILABLE'],
]);

/** What executors and transports put beside our own details. */
const NOT_SHOWN = ['serviceName', 'stacktrace', 'http', 'exception', 'validationErrorCode'];

const MAX_MESSAGE_CHARACTERS = 500;

/**
 * The error as it may leave: `extensions` has a code of `ERROR_CODES`, `retryable`, and what the error itself tells.
 * Nothing internal is in it.
 */
export function codedError(error: unknown): GraphQLFormattedError {
  const foreign = subgraphErrorIn(error);
  if (foreign) return ofSubgraph(foreign, error);
  const { message, locations, path } = asGraphQLError(error);
  if (isUnparsable(error)) return codedError(TOO_DEEP);
  const code = codeOf(error);
  return {
    message: code === 'INTERNAL' ? 'Something went wrong on our side' : shortened(shownMessage(code, error, message)),
    ...(locations?.length ? { locations } : {}),
    ...pathOf(path),
    extensions: { ...detailsOf(code, error), code, retryable: isRetryable(code) },
  };
}

/** The parser is recursive: of what is nested too deeply it throws that the stack is full. */
function isUnparsable(error: unknown): boolean {
  const { extensions, originalError } = asGraphQLError(error);
  return extensions.code === 'GRAPHQL_PARSE_FAILED' && originalError instanceof RangeError;
}
const TOO_DEEP = new ParleyError('VALIDATION_FAILED', 'The operation is nested too deeply to be read');

const ofSubgraph = ({ message, extensions }: SubgraphError, error: unknown): GraphQLFormattedError => ({
  message,
  ...pathOf(asGraphQLError(error).path),
  extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...extensions },
});

/** Executors give what is not about one of several entities the path of them all, with `@` for each list on the way. */
function pathOf(path: GraphQLError['path']): Pick<GraphQLFormattedError, 'path'> {
  if (!path) return {};
  const end = path.findIndex((step) => step === '@' || step === '_entities');
  return { path: end < 0 ? path : path.slice(0, end) };
}

/** `codedError` with the correlation id; what was our fault is logged with its cause under the same id. */
export function formatError(error: unknown, { correlationId, logger }: RequestContext): GraphQLFormattedError {
  const formatted = codedError(error);
  if (formatted.extensions?.code === 'INTERNAL')
    logger.error({ err: causeOf(error), correlationId, path: formatted.path }, 'internal error');
  return { ...formatted, extensions: { ...formatted.extensions, correlationId } };
}

/** Formats what is not formatted yet; several that came as one are several again. */
export function formatErrors(errors: readonly unknown[], request: RequestContext): GraphQLFormattedError[] {
  return errors.flatMap(apart).map((error) => (isFormatted(error) ? error : formatError(error, request)));
}

function apart(error: unknown): unknown[] {
  const inner = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  return inner instanceof AggregateError ? (inner.errors as unknown[]) : [error];
}

/** A result as it may leave. Notes of the executor on values that it had to null are not for clients. */
export function formatResult(result: ExecutionResult, request: RequestContext): FormattedExecutionResult {
  const { errors, extensions, ...rest } = result;
  const { valueCompletion, ...shown } = extensions ?? {};
  const missing = valueCompletion !== undefined && rest.data === null && !errors?.length;
  const all = missing ? [new Error('A field that is never null had no value', { cause: valueCompletion })] : errors;
  return {
    ...rest,
    ...(all?.length ? { errors: formatErrors(all, request) } : {}),
    ...(Object.keys(shown).length > 0 ? { extensions: shown } : {}),
  };
}

function codeOf(error: unknown): ErrorCode {
  for (let at = error; at instanceof Error; at = (at as GraphQLError).originalError) {
    const code = (at as GraphQLError).extensions?.code;
    if (isErrorCode(code)) return code;
  }
  const { extensions } = asGraphQLError(error);
  const ours = OF_APOLLO.get(extensions.code);
  if (ours) return ours;
  const status = extensions.http?.status ?? 0;
  return (status >= 400 && status < 500) || isOfVariables(error) ? 'VALIDATION_FAILED' : 'INTERNAL';
}

/** graphql-js reports variables that do not fit with the definition as the one node. */
const isOfVariables = (error: unknown): boolean =>
  error instanceof GraphQLError && error.nodes?.length === 1 && error.nodes[0]?.kind === Kind.VARIABLE_DEFINITION;

/** An error that was not meant for clients says what it likes. */
const shownMessage = (code: ErrorCode, error: unknown, message: string): string =>
  code === 'UNAVAILABLE' && asGraphQLError(error).extensions.code === 'DOWNSTREAM_SERVICE_ERROR'
    ? 'A part of the service does not respond'
    : message;

function detailsOf(code: ErrorCode, error: unknown): Record<string, unknown> {
  if (code === 'INTERNAL') return {};
  const entries = Object.entries(asGraphQLError(error).extensions);
  return Object.fromEntries(entries.filter(([name]) => !NOT_SHOWN.includes(name)));
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}

/** What a person who looks for the fault wants to see: the first error, not its wrappings. */
function causeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const inner = (error as GraphQLError).originalError ?? error.cause;
  return inner instanceof Error ? causeOf(inner) : error;
}

const isFormatted = (error: unknown): error is GraphQLFormattedError =>
  !(error instanceof Error) && (error as GraphQLFormattedError | undefined)?.extensions?.correlationId !== undefined;

const shortened = (message: string): string =>
  message.length > MAX_MESSAGE_CHARACTERS ? `${message.slice(0, MAX_MESSAGE_CHARACTERS)}…` : message;
