import type { Metrics } from '@parley/runtime/metrics/metrics';
import {
  getOperationAST,
  GraphQLError,
  print,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { compileOperation, type ExecutionParts } from '../execution/compiled-operation';
import { createCostLimit, OPERATION_LIMITS, type CostedOperation, type OperationLimits } from './cost/cost-limit';
import { createSelections } from '../execution/selections';
import type { FetchSource } from '../execution/source';
import { closedFields } from './closed-fields';
import { compiledOperations, type Compilation } from './compiled-operations';
import { contractOf } from './contract';
import { createOperationCache, type OperationCache } from './operation-cache';
import { createPlanner } from './planner';
import { createPlanningThread, type PlanningLimits } from './planning-thread';
import { phaseDurations } from './prepare-metrics';
import { prepareOperation, type Caller, type PreparedOperation } from './prepared-operation';
import { readDocument, type ReadDocument } from './read-document';
import { taggedFields } from './tagged-fields';

/** One supergraph, ready to execute operations. It is built once, and replaced as one. */
export interface Graph {
  /** The graph as clients see it. */
  readonly api: GraphQLSchema;
  /** The contract variant: the graph as partners see it, without elements that subgraphs tag `internal`. */
  readonly partnerApi: GraphQLSchema;
  readonly supergraphSdl: string;
  /** The fields whose value depends on the viewer, as `Type.field`. */
  readonly personalFields: ReadonlySet<string>;
  /** Parses and validates a text, once while the result is cached; `forPartner`: against the contract variant. */
  read(text: string, forPartner?: boolean): ReadDocument;
  /** The operation of a valid document. Errors: for a document in which it is not. */
  prepare(document: DocumentNode, operationName?: string): PreparedOperation;
  /**
   * What an operation of a valid document costs with these variables, as the client gave them.
   * Errors: QUERY_TOO_COMPLEX where that is more than the limit, and for too many root fields of a mutation.
   */
  admit(operation: CostedOperation): number;
  /** The cost, if `admit` would return it. */
  admissibleCost(operation: CostedOperation): number | undefined;
  readonly limits: OperationLimits;
  /** Whether a subgraph has a query that clients don't see. */
  hasHiddenQuery(subgraph: string, field: string): boolean;
  /** Plans nothing more; what is prepared can still be executed. */
  stop(): Promise<void>;
}

interface Service {
  name: string;
  url?: string;
}

interface Options {
  supergraphSdl: string;
  /** Errors: for a subgraph that can't be reached. */
  sourceOf(service: Service): FetchSource;
  /** Errors of documents do not name what there is instead. */
  hideSuggestions?: boolean;
  /** Callers who are not signed in get only the root fields that are tagged `open`. */
  requiresSignIn?: boolean;
  /** Operations with more fields are planned in a thread of their own. */
  fieldsPlannedInline?: number;
  planning?: Partial<PlanningLimits>;
  /** Those that are missing are those of `OPERATION_LIMITS`. */
  limits?: Partial<OperationLimits>;
  metrics: Metrics;
}

/** Estimated memory of a parsed document, for each character of its text. */
const BYTES_PER_CHARACTER = 100;
/** So many take some milliseconds, on this project's supergraph. */
const FIELDS_PLANNED_INLINE = 40;
const NO_FIELDS: ReadonlySet<string> = new Set();

/** Errors: for a supergraph that is not one, and those of `sourceOf`. */
export function createGraph(options: Options): Graph {
  const { supergraphSdl, sourceOf, hideSuggestions = false, requiresSignIn = false, metrics } = options;
  const { fieldsPlannedInline = FIELDS_PLANNED_INLINE } = options;
  const limits = { ...OPERATION_LIMITS, ...options.limits };
  const planning = { deadlineMs: limits.planningMs, ...options.planning };
  const { supergraph, plan, ...planner } = createPlanner(supergraphSdl);
  const { api } = planner;
  const partnerApi = contractOf(api, { supergraphSdl, without: 'internal' });
  const services = supergraph.subgraphsMetadata();
  const sources = Object.fromEntries(services.map((service) => [service.name, sourceOf(service)]));
  const thread = createPlanningThread({ supergraphSdl, metrics, limits: planning });
  const measure = phaseDurations(metrics);
  const tags = taggedFields(supergraphSdl);
  const openFields = tags.get('open') ?? NO_FIELDS;
  const cache = createOperationCache<ReadDocument | Compilation>({ maxBytes: limits.cacheBytes, metrics });
  const compiled = compiledOperations(cache as OperationCache<Compilation>);
  const prepared = new WeakMap<OperationDefinitionNode, PreparedOperation>();
  const { admit, admissibleCost } = createCostLimit(supergraphSdl, {
    api,
    limits,
    once: tags.get('once') ?? NO_FIELDS,
    metrics,
  });
  let operations = 0;

  const partsFor = ({ turn }: Caller): ExecutionParts => ({
    ...planner,
    sources,
    maxResponseBytes: limits.maxResponseBytes,
    measure,
    plan: async (operation, fields) =>
      measure('plan', () => (fields > fieldsPlannedInline ? thread.plan(print(operation), turn) : plan(operation))),
  });

  function prepare(document: DocumentNode, definition: OperationDefinitionNode): PreparedOperation {
    const id = operations++;
    const parent = api.getRootType(definition.operation)!.name;
    return prepareOperation({
      document,
      definition,
      api,
      closedFields: requiresSignIn ? closedFields({ document, definition, parent, open: openFields }) : [],
      compile: (conditions, caller) =>
        compiled(`plan ${id} ${JSON.stringify(conditions)}`, () => {
          const selections = createSelections({ schema: api, document, operation: definition }, conditions);
          return compileOperation(document, selections, partsFor(caller));
        }),
    });
  }

  return {
    api,
    partnerApi,
    supergraphSdl,
    personalFields: tags.get('viewer') ?? NO_FIELDS,
    read(text, forPartner = false) {
      const seen = forPartner ? partnerApi : api;
      const key = `${seen === api ? '' : 'partner '}document ${text}`;
      const known = cache.get(key);
      if (known) return known as ReadDocument;
      const read = readDocument(text, { api: seen, hideSuggestions, measure });
      // what is not valid, too: it is no cheaper to read
      cache.set(key, read, text.length * BYTES_PER_CHARACTER);
      return read;
    },
    prepare(document, operationName) {
      const definition = getOperationAST(document, operationName);
      if (!definition) throw new GraphQLError('Which of the operations is meant is not clear');
      const operation = prepared.get(definition) ?? prepare(document, definition);
      prepared.set(definition, operation);
      return operation;
    },
    admit,
    admissibleCost,
    limits,
    hasHiddenQuery(subgraph, field) {
      const own = supergraph.subgraphs().get(subgraph)?.schema.schemaDefinition.rootType('query');
      return own?.field(field) !== undefined && !api.getQueryType()?.getFields()[field];
    },
    async stop() {
      cache.stop();
      await thread.stop();
    },
  };
}
