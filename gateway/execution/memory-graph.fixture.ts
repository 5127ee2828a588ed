import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { ANONYMOUS } from '@parley/contracts/principal';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { execute, parse, validate, type ExecutionArgs, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { SubgraphError } from '../federation/subgraph-error';
import { createGraph, type Graph } from '../graph/graph';
import { recordingLog } from '../tiny-graph.fixture';
import { fromJson, toJson } from './lossless';
import type { SubgraphResponse, SubgraphFetch } from './source';

export const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@provides", "@external", "@override", "@interfaceObject", "@shareable", "@inaccessible", "@tag"])\n`;

export interface MemorySubgraph {
  sdl: string;
  resolvers?: object;
  /** In the place of `resolvers`. */
  schema?: GraphQLSchema;
  fieldResolver?: ExecutionArgs['fieldResolver'];
  typeResolver?: ExecutionArgs['typeResolver'];
  /** Changes its response. */
  spoil?(result: ExecutionResult, operation: SubgraphFetch): unknown;
}

export interface MemoryGraph {
  graph: Graph;
  supergraphSdl: string;
  /** What was fetched from subgraphs, in order. */
  fetches: { subgraph: string; query: string; variables: SubgraphFetch['variables'] }[];
  execute(query: string, variables?: Record<string, unknown>, operationName?: string): Promise<ExecutionResult>;
}

/** A graph over subgraphs in memory that receive JSON, as over HTTP. */
export function memoryGraph(subgraphs: Readonly<Record<string, MemorySubgraph>>): MemoryGraph {
  const services = Object.entries(subgraphs).map(([name, { sdl }]) => ({
    name,
    url: `http://${name}`,
    typeDefs: parse(LINK + sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error((errors ?? []).map(({ message }) => message).join('\n'));
  const schemas = new Map(
    Object.entries(subgraphs).map(([name, { sdl, resolvers = {}, schema }]) => [
      name,
      schema ?? buildSubgraphSchema({ typeDefs: parse(LINK + sdl), resolvers: resolvers as never }),
    ]),
  );
  const fetches: MemoryGraph['fetches'] = [];
  const graph = createGraph({
    supergraphSdl,
    sourceOf: ({ name }) => ({
      async fetch(one) {
        fetches.push({ subgraph: name, query: one.query, variables: one.variables });
        return responseOf(await respond(schemas.get(name)!, subgraphs[name]!, one));
      },
    }),
    fieldsPlannedInline: Infinity,
    metrics: createMetrics(),
  });
  const { logger } = recordingLog();
  return {
    graph,
    supergraphSdl,
    fetches,
    async execute(query, variables = {}, operationName) {
      const document = parse(query);
      const faults = validate(graph.api, document);
      if (faults.length > 0) throw new AggregateError(faults, faults.map(({ message }) => message).join('\n'));
      const request = { principal: ANONYMOUS, correlationId: 'test', logger };
      const prepared = graph.prepare(document, operationName);
      const outcome = await prepared.bind(variables)?.({ request });
      if (!outcome) return prepared.execute({ variables, request });
      const result = toJson(outcome.result());
      const json = outcome.json();
      if (json !== undefined) expect(json).toBe(result);
      return JSON.parse(result) as ExecutionResult;
    },
  };
}

async function respond(
  schema: GraphQLSchema,
  { spoil, fieldResolver, typeResolver }: MemorySubgraph,
  operation: SubgraphFetch,
): Promise<unknown> {
  const { query, variables } = JSON.parse(
    toJson({ query: operation.query, variables: operation.variables }),
  ) as SubgraphFetch;
  const document = parse(query);
  const errors = validate(schema, document);
  if (errors.length > 0) return { errors: errors.map((error) => error.toJSON()) };
  const result = await execute({ schema, document, variableValues: variables, fieldResolver, typeResolver });
  return spoil ? spoil(result, operation) : result;
}

/** `text`: a string is taken as received. */
function responseOf(text: unknown): SubgraphResponse {
  const result = fromJson(typeof text === 'string' ? text : JSON.stringify(text)) as {
    data?: unknown;
    errors?: unknown[];
  };
  return { data: result.data, errors: result.errors?.map((error) => new SubgraphError(error)) };
}
