import type { RequestOptions } from '../api.js';
import { responseError, ParleyError, parleyError, type ResponseError, type ErrorCode } from '../errors.js';
import type { TypedDocumentString } from '../generated/graphql.js';
import { byHash, byText, isUnknown } from './persisted-query.js';
import { unref } from './unref.js';

export interface PostOptions extends RequestOptions {
  readonly token?: string | null;
}

/** Sends operations over HTTP. */
export type Post = <Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  options?: PostOptions,
) => Promise<Result>;

/** For a response. */
const TIMEOUT_MS = 30_000;

/**
 * Operations go by their hash, and once more with their text where the service does not know it. Errors: ParleyError.
 * Calls `onReachable` after each request with whether the service responded, unless that is unclear.
 */
export function createPost(url: string, onReachable: (isReachable: boolean) => void = () => undefined): Post {
  const address = `${url}/graphql`;
  return async (document, variables, options = {}) => {
    try {
      const first = await send(address, { ...byHash(document), variables }, options);
      const isText = isUnknown(first.errors?.[0]);
      const data = dataOf(isText ? await send(address, { ...byText(document), variables }, options) : first);
      onReachable(true);
      return data as never;
    } catch (error) {
      if (AWAY.has((error as ParleyError).code)) onReachable(false);
      throw error;
    }
  };
}

const AWAY: ReadonlySet<ErrorCode> = new Set(['NETWORK', 'UNAVAILABLE']);

interface GraphQLResponse {
  readonly data?: unknown;
  readonly errors?: readonly ResponseError[];
}

async function send(
  address: string,
  body: object,
  { token, signal, idempotencyKey }: PostOptions,
): Promise<GraphQLResponse> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), TIMEOUT_MS);
  unref(timer);
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': `"${idempotencyKey}"` }),
      },
      body: JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, giveUp.signal]) : giveUp.signal,
    });
    const parsed: unknown = await response.json().catch((error: unknown) => noJson(response, error));
    if (!isGraphQLResponse(parsed)) throw noJson(response);
    return parsed;
  } catch (error) {
    if (error instanceof ParleyError) throw error;
    throw signal?.aborted ? new ParleyError('Cancelled', { code: 'CANCELLED', cause: error }) : noResponse(error);
  } finally {
    clearTimeout(timer);
  }
}

const noResponse = (cause: unknown): ParleyError =>
  new ParleyError('No response from the service', { code: 'NETWORK', cause });

const isGraphQLResponse = (body: unknown): body is GraphQLResponse => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false;
  const { errors } = body as { errors?: unknown };
  return errors === undefined || Array.isArray(errors);
};

const CODES: Readonly<Record<number, ErrorCode>> = { 429: 'RATE_LIMITED', 503: 'UNAVAILABLE' };

/** A proxy responded instead of the service. Its status and headers say at most when to retry. */
function noJson({ status, headers }: Response, cause?: unknown): ParleyError {
  const seconds = Number(headers.get('retry-after') ?? NaN);
  return new ParleyError('No response from the service', {
    code: CODES[status] ?? 'NETWORK',
    ...(Number.isFinite(seconds) && { retryAfterMs: seconds * 1_000 }),
    cause,
  });
}

function dataOf({ data, errors }: GraphQLResponse): unknown {
  if (errors?.length) throw responseError(errors);
  if (typeof data !== 'object' || data === null) throw parleyError([]);
  return data;
}
