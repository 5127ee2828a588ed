import type { AskOptions } from '../api.js';
import { answeredError, ParleyError, parleyError, type AnsweredError, type ErrorCode } from '../errors.js';
import type { TypedDocumentString } from '../generated/graphql.js';
import { byHash, byText, isUnknown } from './asked.js';
import { unref } from './unref.js';

export interface PostOptions extends AskOptions {
  readonly token?: string | null;
}

/** Asks over HTTP. */
export type Post = <Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  options?: PostOptions,
) => Promise<Result>;

/** No answer within it is none. */
const TIMEOUT_MS = 30_000;

/**
 * Operations go by their hash, and once more with their text where the service does not know it. Errors: ParleyError.
 * `told` is called after each response with whether the service is there, unless that is not clear.
 */
export function createPost(url: string, told: (isReachable: boolean) => void = () => undefined): Post {
  const address = `${url}/graphql`;
  return async (document, variables, options = {}) => {
    try {
      const first = await send(address, { ...byHash(document), variables }, options);
      const isText = isUnknown(first.errors?.[0]);
      const data = dataOf(isText ? await send(address, { ...byText(document), variables }, options) : first);
      told(true);
      return data as never;
    } catch (error) {
      if (AWAY.has((error as ParleyError).code)) told(false);
      throw error;
    }
  };
}

const AWAY: ReadonlySet<ErrorCode> = new Set(['NETWORK', 'UNAVAILABLE']);

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly AnsweredError[];
}

async function send(address: string, body: object, { token, signal, idempotencyKey }: PostOptions): Promise<Answer> {
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
    const answer: unknown = await response.json().catch((error: unknown) => noJson(response, error));
    if (!isAnswer(answer)) throw noJson(response);
    return answer;
  } catch (error) {
    if (error instanceof ParleyError) throw error;
    throw signal?.aborted ? new ParleyError('Cancelled', { code: 'CANCELLED', cause: error }) : noAnswer(error);
  } finally {
    clearTimeout(timer);
  }
}

const noAnswer = (cause: unknown): ParleyError =>
  new ParleyError('No answer from the service', { code: 'NETWORK', cause });

const isAnswer = (answer: unknown): answer is Answer => {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return false;
  const { errors } = answer as { errors?: unknown };
  return errors === undefined || Array.isArray(errors);
};

const CODES: Readonly<Record<number, ErrorCode>> = { 429: 'RATE_LIMITED', 503: 'UNAVAILABLE' };

/** Something before the service answered, as a proxy does: its status says at most when to come again. */
function noJson({ status, headers }: Response, cause?: unknown): ParleyError {
  const seconds = Number(headers.get('retry-after') ?? NaN);
  return new ParleyError('No answer from the service', {
    code: CODES[status] ?? 'NETWORK',
    ...(Number.isFinite(seconds) && { retryAfterMs: seconds * 1_000 }),
    cause,
  });
}

function dataOf({ data, errors }: Answer): unknown {
  if (errors?.length) throw answeredError(errors);
  if (typeof data !== 'object' || data === null) throw parleyError([]);
  return data;
}
