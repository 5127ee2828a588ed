import { asUnavailable } from '@parley/database/unreachable';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import type { RequestContext } from '@parley/runtime/request';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { createExecutor } from './execution/executor';

/** A subgraph's schema, and its SDL for composition. */
export interface SubgraphSchema {
  readonly schema: GraphQLSchema;
  readonly sdl: string;
}

/** One in this process. */
export interface LocalSubgraph extends Subgraph, SubgraphSchema {
  /** Operations that it has compiled since the start. */
  readonly compilations: number;
}

/**
 * A subgraph in this process. Each request gets one context (loaders and all), however many operations the gateway's
 * plan makes of it. A subscription is executed once, on the root value that comes with it.
 */
export function localSubgraph<Context extends { request: RequestContext }>(
  parts: { name: string } & SubgraphSchema,
  createContext: (request: RequestContext) => Context,
): LocalSubgraph {
  let compilations = 0;
  const execute = createExecutor(parts.schema, () => void compilations++);
  const contexts = new WeakMap<RequestContext, Context>();
  const contextOf = (request: RequestContext): Context => {
    const context = contexts.get(request) ?? createContext(request);
    contexts.set(request, context);
    return context;
  };
  return {
    ...parts,
    get compilations() {
      return compilations;
    },
    async execute({ document, variables = {}, operationName, request, root }) {
      const result = await execute({ document, operationName, variables, root, context: contextOf(request) });
      return result.errors ? { ...result, errors: result.errors.map(unreachable) } : result;
    },
  };
}

/** Errors of the database's driver in a resolver become retryable errors. */
function unreachable(error: GraphQLError): GraphQLError {
  const { originalError, path } = error;
  const mapped = asUnavailable(originalError);
  return mapped === originalError
    ? error
    : new GraphQLError((mapped as Error).message, { path, originalError: mapped as Error });
}
