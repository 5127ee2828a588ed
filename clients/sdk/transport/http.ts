import type { AskOptions } from '../api.js';
import { answeredError, ParleyError, parleyError, type AnsweredError } from '../errors.js';
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

/** Operations go by their hash, and once more with their text where the service does not know it. Errors: ParleyError. */
export function createPost(url: string): Post {
  const address = `${url}/graphql`;
  return async (document, variables, options = {}) => {
    const first = await send(address, { ...byHash(document), variables }, options);
    if (!isUnknown(first.errors?.[0])) return dataOf(first);
    return dataOf(await send(address, { ...byText(document), variables }, options));
  };
}

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
    return (await response.json()) as Answer;
  } catch (error) {
    throw signal?.aborted ? new ParleyError('Cancelled', { code: 'CANCELLED', cause: error }) : noAnswer(error);
  } finally {
    clearTimeout(timer);
  }
}

/** Also where a proxy answered something that is no JSON. */
const noAnswer = (cause: unknown): ParleyError =>
  new ParleyError('No answer from the service', { code: 'NETWORK', cause });

function dataOf<Result>({ data, errors }: Answer): Result {
  if (errors?.length) throw answeredError(errors);
  if (data == null) throw parleyError([]);
  return data as Result;
}
