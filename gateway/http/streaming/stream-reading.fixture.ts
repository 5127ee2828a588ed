import { until } from '@parley/testing/until';

export interface StreamRequest {
  query?: string;
  variables?: Record<string, unknown>;
  token?: string;
  accept?: string;
  headers?: Record<string, string>;
  method?: 'GET' | 'POST';
}

export const EVENTS = 'text/event-stream';
export const PARTS = 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json';

/** A response, read part by part. */
export interface Reading {
  response: Response;
  /** What has come so far. */
  text(): string;
  /** Results in it, in either media type. */
  results(): unknown[];
  /** Resolves when as many results have come. */
  has(count: number): Promise<unknown>;
  /** Resolves to how it ended: `end`, or the error of a connection that was cut. */
  readonly ended: Promise<'end' | Error>;
  abort(): void;
}

export async function read(url: string, request: StreamRequest): Promise<Reading> {
  const { query, variables, token, accept = EVENTS, headers = {}, method = 'POST' } = request;
  const controller = new AbortController();
  const params = new URLSearchParams({ query: query ?? '', variables: JSON.stringify(variables ?? {}) });
  const response = await fetch(method === 'GET' ? `${url}/graphql?${params}` : `${url}/graphql`, {
    method,
    signal: controller.signal,
    headers: {
      accept,
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
      'content-type': 'application/json',
    },
    ...(method === 'POST' && { body: JSON.stringify({ query, variables }) }),
  });
  let text = '';
  const decoder = new TextDecoder();
  const readAll = async () => {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
      text += decoder.decode(chunk, { stream: true });
    return 'end' as const;
  };
  const reading: Reading = {
    response,
    text: () => text,
    results: () => resultsIn(text),
    has: (count) => until(() => reading.results().length >= count),
    ended: readAll().catch((error: unknown) => error as Error),
    abort: () => controller.abort(),
  };
  return reading;
}

function resultsIn(text: string): unknown[] {
  const events = [...text.matchAll(/^event: next\ndata: (.*)\n\n/gm)].map(([, json]) => json!);
  const parts = [...text.matchAll(/content-type: application\/json\r\n\r\n(.*)\r\n--graphql/g)].map(
    ([, json]) => json!,
  );
  return [...events, ...parts].map((json) => JSON.parse(json) as unknown);
}
