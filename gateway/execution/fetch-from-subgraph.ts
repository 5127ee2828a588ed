import { unavailable } from '@parley/contracts/errors';
import type { CompiledFetch } from './compiled-fetch';
import { isObject, type Path } from './failures';
import type { FetchContext } from './fetch-context';
import type { SubgraphResponse } from './source';

export interface FetchedError {
  error: Error;
  /** In internal names; undefined where the subgraph says nothing of a place. */
  path: Path | undefined;
}

/** The response of a subgraph, as far as it can be trusted. */
export interface Fetched {
  data: Record<string, unknown> | undefined;
  errors: readonly FetchedError[];
}

/** Sends a fetch. Errors: the signal's reason. */
export async function fetchFromSubgraph(
  fetch: CompiledFetch,
  run: FetchContext,
  more?: Record<string, unknown>,
): Promise<Fetched> {
  const { request, signal, late } = run;
  signal?.throwIfAborted();
  const { document, query, operationName, isMutation } = fetch;
  const variables = { ...variablesFor(fetch, run), ...more };
  try {
    const response = fetch.isEvent
      ? run.event!()
      : fetch.source.fetch({ document, query, operationName, isMutation, variables, request, signal });
    return fetched(await (late ? Promise.race([response, late]) : response), fetch);
  } catch (error) {
    signal?.throwIfAborted();
    return { data: undefined, errors: [{ error: error as Error, path: undefined }] };
  }
}

export function variablesFor({ variables }: CompiledFetch, run: FetchContext): Record<string, unknown> {
  const used: Record<string, unknown> = {};
  for (const name of variables) if (Object.hasOwn(run.variables, name)) used[name] = run.variables[name];
  return used;
}

function fetched({ data, errors = [] }: SubgraphResponse, { renamed, subgraph }: CompiledFetch): Fetched {
  const found = errors.map((error) => ({ error, path: pathOf(error, renamed) }));
  if (isObject(data)) return { data, errors: found };
  const isRubbish = found.length === 0;
  const rubbish = new Error(`The subgraph ${subgraph} responded without data`);
  return {
    data: undefined,
    errors: isRubbish
      ? [{ error: unavailable('A part of the service does not respond', rubbish), path: undefined }]
      : found,
  };
}

function pathOf(error: Error, renamed: CompiledFetch['renamed']): Path | undefined {
  const { path } = error as { path?: unknown };
  if (!Array.isArray(path) || path.length === 0) return undefined;
  return (path as Path).map((step) => renamed.get(step) ?? step);
}
