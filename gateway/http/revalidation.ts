import { createHash } from 'node:crypto';
import { HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';

/**
 * Response to a query that the client may cache, if it revalidates the response before each use. Shared caches must not
 * store it: all data of the graph depends on the viewer. `ifNoneMatch`: header of the request (RFC 9110, 13.1.2).
 */
export function revalidated(response: HTTPGraphQLResponse, ifNoneMatch: string | undefined): HTTPGraphQLResponse {
  if (response.body.kind !== 'complete') return response;
  const hash = createHash('sha256').update(response.body.string).digest('base64url');
  // weak: the same content has other bytes when it is compressed
  const etag = `W/"${hash}"`;
  const headers = new HeaderMap([
    ...response.headers,
    ['cache-control', 'private, no-cache'],
    ['etag', etag],
    ['vary', 'authorization, accept'],
  ]);
  return isKnown(etag, ifNoneMatch)
    ? { status: 304, headers, body: { kind: 'complete', string: '' } }
    : { ...response, headers };
}

const isKnown = (etag: string, ifNoneMatch = ''): boolean => ifNoneMatch.split(',').some((one) => one.trim() === etag);
