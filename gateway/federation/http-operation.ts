import type { HTTPGraphQLRequest } from '@apollo/server';
import { fromJson, hasManyDigits } from '../execution/lossless';
import { givenIn, type OperationRequest } from './persisted-operations';

/**
 * The request with the operation's text in place of its hash. An empty `operationName` counts as none (GraphQL over HTTP).
 * A request without GraphQL parameters passes unchanged, and Apollo refuses it.
 */
export function withText(
  http: HTTPGraphQLRequest,
  textOf: (operation: OperationRequest) => unknown,
): HTTPGraphQLRequest {
  if (http.method === 'GET') return { ...http, search: searchWithText(http.search, textOf) };
  if (!isRecord(http.body)) return http;
  const { documentId, ...body } = http.body;
  const extensions = isRecord(body.extensions) ? { extensions: withoutHash(body.extensions) } : {};
  const unnamed = body.operationName === '' ? { operationName: null } : {};
  return { ...http, body: { ...body, ...extensions, ...unnamed, query: textOf({ ...body, documentId }) } };
}

/** The parameters of a request; those that are present have their types. */
export interface HttpParameters extends OperationRequest {
  operationName?: string;
  variables: Record<string, unknown>;
}

/** The parameters of GraphQL over HTTP; undefined if one has the wrong type. */
export function parametersOf({ method, body, search }: HTTPGraphQLRequest): HttpParameters | undefined {
  const given = method === 'GET' ? inSearch(search) : isRecord(body) ? body : undefined;
  if (!given) return undefined;
  const { query, documentId, extensions, operationName, variables } = given;
  if (!isAbsentOr(operationName, isText) || !isAbsentOr(variables, isRecord)) return undefined;
  return { query, documentId, extensions, operationName: operationName || undefined, variables: variables ?? {} };
}

/** Whether the request is a GET that names its operation by the hash alone. */
export function namesHash(http: HTTPGraphQLRequest): boolean {
  const { query, ...reference } = (http.method === 'GET' && parametersOf(http)) || {};
  return !query && givenIn(reference) !== undefined;
}

function inSearch(search: string): Record<string, unknown> | undefined {
  const params = new URLSearchParams(search);
  if (new Set(params.keys()).size !== params.size) return undefined;
  const { variables, extensions, ...texts } = Object.fromEntries(params);
  const given = { ...texts, variables: parsed(variables ?? null), extensions: parsed(extensions ?? null) };
  return variables !== undefined && given.variables === undefined ? undefined : given;
}

/** Variables of a GET with numbers that JavaScript can't hold exactly; undefined where there are none. */
export function exactVariablesIn({ method, search }: HTTPGraphQLRequest): Record<string, unknown> | undefined {
  if (method !== 'GET' || !hasManyDigits(search)) return undefined;
  try {
    const variables = fromJson(new URLSearchParams(search).get('variables') ?? 'null');
    return isRecord(variables) ? variables : undefined;
  } catch {
    return undefined;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';

const isAbsentOr = <T>(value: unknown, is: (value: unknown) => value is T): value is T | null | undefined =>
  value === undefined || value === null || is(value);

function searchWithText(search: string, textOf: (operation: OperationRequest) => unknown): string {
  const params = new URLSearchParams(search);
  const extensions = parsed(params.get('extensions'));
  const [query, ...others] = params.getAll('query');
  const text = textOf({ query, documentId: params.get('documentId'), extensions });
  if (others.length === 0 && typeof text === 'string') params.set('query', text);
  params.delete('documentId');
  if (params.get('operationName') === '') params.delete('operationName');
  if (isRecord(extensions)) params.set('extensions', JSON.stringify(withoutHash(extensions)));
  return `?${params}`;
}

/** Of extensions; the text that the hash means has been found. */
export function withoutHash({ persistedQuery: _, ...others }: Record<string, unknown>): Record<string, unknown> {
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
