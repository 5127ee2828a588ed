import type { HTTPGraphQLRequest } from '@apollo/server';
import type { AskedOperation } from './persisted-operations';

/**
 * The request with the operation's text in the place of its hash, and otherwise as it came. What has no parameters of
 * GraphQL at all is left for Apollo to refuse.
 */
export function withText(http: HTTPGraphQLRequest, textOf: (asked: AskedOperation) => unknown): HTTPGraphQLRequest {
  if (http.method === 'GET') return { ...http, search: searchWithText(http.search, textOf) };
  if (!isRecord(http.body)) return http;
  const { documentId, ...body } = http.body;
  const extensions = isRecord(body.extensions) ? { extensions: withoutHash(body.extensions) } : {};
  return { ...http, body: { ...body, ...extensions, query: textOf({ ...body, documentId }) } };
}

function searchWithText(search: string, textOf: (asked: AskedOperation) => unknown): string {
  const params = new URLSearchParams(search);
  const extensions = parsed(params.get('extensions'));
  const [query, ...others] = params.getAll('query');
  const text = textOf({ query, documentId: params.get('documentId'), extensions });
  if (others.length === 0 && typeof text === 'string') params.set('query', text);
  params.delete('documentId');
  if (isRecord(extensions)) params.set('extensions', JSON.stringify(withoutHash(extensions)));
  return `?${params}`;
}

function withoutHash({ persistedQuery: _, ...others }: Record<string, unknown>): Record<string, unknown> {
  return others;
}

function parsed(json: string | null): unknown {
  try {
    return json === null ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
