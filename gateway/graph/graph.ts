import { Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { measureCache } from '@parley/runtime/metrics/bounded';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { compileOperation, type CompiledOperation, type ExecutionParts } from '../execution/compiled-operation';
import { aliasPrefix } from '../execution/names';
import { createSelections } from '../execution/selections';
import type { FetchSource } from '../execution/source';
import { typesOf } from '../execution/types-of';
import { externalFields } from './external-fields';
import { mendMerges } from './planner-merges';
import { removeUnresolvableKeys } from './resolvable-keys';
import { nameRequired } from './required-names';
import { prepareOperation, type PreparedOperation } from './prepared-operation';
import { viewerFields } from './viewer-fields';

/** One supergraph, ready to execute operations. It is built once, and replaced as one. */
export interface Graph {
  /** The graph as clients see it. */
  readonly api: GraphQLSchema;
  /** The fields whose value depends on the viewer, as `Type.field`. */
  readonly personalFields: ReadonlySet<string>;
  /** The operation of a valid document. Errors: for a document in which it is not. */
  prepare(document: DocumentNode, operationName?: string): PreparedOperation;
  /** Whether a subgraph has a query that clients don't see. */
  hasHiddenQuery(subgraph: string, field: string): boolean;
  /** Its metrics are read no more. */
  stop(): void;
}

interface Service {
  name: string;
  url?: string;
}

interface Options {
  supergraphSdl: string;
  /** Errors: for a subgraph that can't be reached. */
  sourceOf(service: Service): FetchSource;
  metrics: Metrics;
}

/** Plans with everything that was compiled for them. One is some ten kilobytes. */
const MAX_PLANS = 2_000;

/** Errors: for a supergraph that is not one, and those of `sourceOf`. */
export function createGraph({ supergraphSdl, sourceOf, metrics }: Options): Graph {
  const supergraph = Supergraph.build(supergraphSdl);
  const apiSchema = supergraph.apiSchema();
  const api = apiSchema.toGraphQLJSSchema();
  const everything = supergraph.schema.toGraphQLJSSchema();
  const services = supergraph.subgraphsMetadata();
  const planner = new QueryPlanner(supergraph, { exposeDocumentNodeInFetchNode: true });
  removeUnresolvableKeys(planner);
  mendMerges(planner, apiSchema);
  const prefix = aliasPrefix(everything);
  const parts: ExecutionParts = {
    api,
    apiSchema,
    planner,
    prefix,
    requiredPaths: nameRequired(planner, prefix),
    externalFields: externalFields(supergraph),
    types: typesOf(everything),
    sources: Object.fromEntries(services.map((service) => [service.name, sourceOf(service)])),
  };
  const prepared = new WeakMap<DocumentNode, Map<string, PreparedOperation>>();
  const plans = new LRUCache<string, CompiledOperation>({ max: MAX_PLANS });
  const cache = measureCache(metrics, { name: 'query_plans', entries: () => plans.size, maxEntries: MAX_PLANS });
  const counted = planCounter(metrics);
  let operations = 0;

  function prepare(document: DocumentNode, operationName: string | undefined): PreparedOperation {
    const id = operations++;
    return prepareOperation({
      document,
      operationName,
      api,
      compile(operation, conditions) {
        const key = `${id} ${JSON.stringify(conditions)}`;
        const known = plans.get(key);
        cache.looked(known !== undefined);
        counted(known ? 'cached' : 'created');
        if (known) return known;
        const selections = createSelections({ schema: api, document, operation }, conditions);
        const made = compileOperation(document, selections, parts);
        plans.set(key, made);
        return made;
      },
    });
  }

  return {
    api,
    personalFields: viewerFields(supergraphSdl),
    prepare(document, operationName) {
      const known = prepared.get(document) ?? new Map<string, PreparedOperation>();
      prepared.set(document, known);
      const made = known.get(operationName ?? '') ?? prepare(document, operationName);
      known.set(operationName ?? '', made);
      return made;
    },
    hasHiddenQuery(subgraph, field) {
      const own = supergraph.subgraphs().get(subgraph)?.schema.schemaDefinition.rootType('query');
      return own?.field(field) !== undefined && !api.getQueryType()?.getFields()[field];
    },
    stop: cache.stop,
  };
}

function planCounter(metrics: Metrics): (result: 'created' | 'cached') => void {
  const plans = metrics.counter({
    name: 'parley_federation_query_plans_total',
    help: 'Query plans that operations were executed by; result: created, or cached since an earlier operation',
    labels: ['result'],
  });
  return (result) => plans.add(1, { result });
}
