import type Elasticsearch from '@elastic/elasticsearch';
import type { Client, errors } from '@elastic/elasticsearch';
import { unavailable } from '@parley/contracts/errors';

export interface ElasticsearchAddress {
  /** Of one node, or of several of a cluster; with `user:password@` where it has users. */
  urls: readonly string[];
  /** Base64, instead of a user. */
  apiKey?: string;
}

/** Milliseconds until a request fails; no search runs for longer. */
export const REQUEST_MS = 10_000;

/** Connects at the first request. A node that can't be reached is left out for a while, and tried again later. */
export function connectElasticsearch({ urls, apiKey }: ElasticsearchAddress): Client {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a second to load, and `import()` has other types
  const { Client } = require('@elastic/elasticsearch') as typeof Elasticsearch;
  return new Client({
    nodes: [...urls],
    ...(apiKey ? { auth: { apiKey } } : {}),
    requestTimeout: REQUEST_MS,
    // the other nodes get their chance; callers have retries of their own
    maxRetries: Math.max(0, urls.length - 1),
  });
}

/** Status codes for a wrong request: a retry would fail, too. */
const OUR_FAULT = new Set([400, 413]);

export const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && error.name === 'ResponseError' ? (error as errors.ResponseError).statusCode : undefined;

/** Errors: UNAVAILABLE where it can't be reached, does not respond in time, or is not as it has to be. */
export async function reached<T>(response: Promise<T>): Promise<T> {
  try {
    return await response;
  } catch (error) {
    if (OUR_FAULT.has(statusOf(error) ?? 0)) throw error;
    throw unavailable('The search index can not be reached', error);
  }
}
