import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import { ParleyError } from '@parley/contracts/errors';
import type { RequestContext } from '@parley/runtime/request';
import {
  executeSync,
  GraphQLError,
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { Batches } from './batches';
import { compileNode } from './compile-plan';
import type { FetchParts } from './compiled-fetch';
import { clientPath, isOfOtherTypes } from './client-path';
import { Completion } from './completion';
import { withExactLiterals } from './exact-literals';
import { isObject, type Path, type Report } from './failures';
import { internalOperation } from './internal-operation';
import type { RequiredPaths } from './missing-required';
import { createNames } from './names';
import { stepsOf } from './plan-steps';
import type { Run } from './run';
import type { Selections } from './selections';
import { compileSerializer } from './serializer';
import { compileShape, type ObjectShape } from './shape';
import type { SubgraphResponse } from './source';
import { placesAt } from './targets';
import { unlessAborted } from './unless-aborted';

/** What operations are compiled with: one supergraph, and where its subgraphs are. */
export interface ExecutionParts extends FetchParts {
  readonly api: GraphQLSchema;
  /** Of one result, encoded. */
  readonly maxResponseBytes: number;
  /** Of internal names: `aliasPrefix`. */
  readonly prefix: string;
  /** The plan of an internal operation with so many fields. Errors: of the planner. */
  plan(operation: DocumentNode, fields: number): Promise<QueryPlan['node']>;
  /** Observes how long a step takes. */
  measure<T>(phase: 'compile', step: () => T): T;
}

/** Estimated memory of a compiled operation, for each field that it selects. */
const BYTES_PER_FIELD = 2_048;

export interface Execution {
  /** As the client gave them. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly request: RequestContext;
  readonly signal?: AbortSignal;
  /** Resolves at the deadline of its fetches. */
  readonly late?: Promise<SubgraphResponse>;
  /** For executions of one request that begin at the same time: what gathers their fetches of entities. */
  readonly batches?: Batches;
  /** For a subscription: what the owner of its field made of the event, in the names of `primary`. */
  readonly event?: () => Promise<SubgraphResponse>;
}

/** An operation, planned and compiled for one set of conditions. */
export interface CompiledOperation {
  /** Of a subscription: the part that is the owner's. */
  readonly primary: FetchNode | undefined;
  /** The client's names of the variables inside. */
  readonly variables: ReadonlyMap<string, string>;
  /** An estimate of its memory. */
  readonly bytes: number;
  /** The result, in the client's names. Errors: the signal's reason. */
  execute(execution: Execution): Promise<ExecutionResult>;
  /** The same, before anybody has decided what the result is needed as. */
  run(execution: Execution): Promise<Outcome>;
}

/** What an execution came to. */
export interface Outcome {
  /** In the client's names. */
  result(): ExecutionResult;
  /** The same as JSON, with these extensions. It is much cheaper, and undefined where there are errors. */
  json(extensions?: object): string | undefined;
}

type Data = Record<string, unknown>;

/** Errors: of the planner. */
export async function compileOperation(
  document: DocumentNode,
  selections: Selections,
  parts: ExecutionParts,
): Promise<CompiledOperation> {
  const names = createNames(parts.prefix);
  const internal = internalOperation(selections, names);
  const exact = internal.document && withExactLiterals(internal.document, parts.api);
  const fields = exact ? countFields(exact.document) : 0;
  const node = exact && (await parts.plan(exact.document, fields));
  const { shape, introspect, step, serialize } = parts.measure('compile', () => {
    const shape = compileShape(selections, names);
    return {
      shape,
      introspect: introspection(document, selections, shape),
      step: compileNode(stepsOf(node), parts),
      serialize: compileSerializer(shape, parts.maxResponseBytes),
    };
  });

  async function run(execution: Execution): Promise<Outcome> {
    const { variables, request, signal, late, event, batches = new Batches() } = execution;
    const root: Data = {};
    const reports: Report[] = [];
    const run: Run = {
      variables: { ...exact?.values, ...underInternalNames(variables, internal.variables) },
      ...{ request, signal, late, event, batches, reports },
    };
    await unlessAborted(step([root], run), signal);
    return {
      result() {
        const at = new Completion(introspect(variables), parts.maxResponseBytes);
        return completed(root, { shape, at, reports, requiredPaths: parts.requiredPaths });
      },
      json(extensions) {
        const json = reports.length === 0 ? serialize?.(root) : undefined;
        const more = extensions ? `,"extensions":${JSON.stringify(extensions)}` : '';
        return json && `{"data":${json}${more}}`;
      },
    };
  }

  return {
    primary: node?.kind === 'Subscription' ? node.primary : undefined,
    bytes: BYTES_PER_FIELD * (fields + 1),
    variables: internal.variables,
    run,
    execute: async (execution) => (await run(execution)).result(),
  };
}

function countFields(document: DocumentNode): number {
  let fields = 0;
  visit(document, { Field: () => void fields++ });
  return fields;
}

function underInternalNames(given: Data, names: ReadonlyMap<string, string>): Data {
  const variables: Data = {};
  for (const [internal, name] of names)
    if (Object.hasOwn(given, name) && given[name] !== undefined) variables[internal] = given[name];
  return variables;
}

interface Completing {
  shape: ObjectShape;
  at: Completion;
  reports: readonly Report[];
  requiredPaths: RequiredPaths;
}

/** A result that is too large is an error. */
function completed(root: Data, completing: Completing): ExecutionResult {
  try {
    return resultOf(root, completing);
  } catch (error) {
    if (!(error instanceof ParleyError)) throw error;
    return {
      errors: [new GraphQLError(error.message, { originalError: error, extensions: error.extensions })],
      data: null,
    };
  }
}

function resultOf(root: Data, completing: Completing): ExecutionResult {
  const { shape, at, reports } = completing;
  const completion = shape.complete(root, at);
  const data = isObject(completion) ? completion : null;
  // what nobody came by: errors of what was fetched for other fields, or that are nulls for another reason already
  const lost = reports.filter(({ placed }) => !placed);
  const pathsOf = lost.length > 0 ? createPaths(root, completing) : () => [];
  for (const report of lost) for (const path of pathsOf(report)) at.report(report, path);
  return at.errors.length > 0 ? { errors: at.errors, data } : { data };
}

/** Where the client can see of errors, as far as it is known. An error of what was not selected is nowhere. */
function createPaths(root: Data, { shape, requiredPaths }: Completing): (report: Report) => (Path | undefined)[] {
  const isRequired = (name: unknown) => [...requiredPaths.values()].some((paths) => paths.has(name as string));
  const known = new Map<readonly string[], ReturnType<typeof placesAt>>();
  function placesOf({ object, fetchPath }: Report['entities'][number]): readonly Path[] {
    const places = known.get(fetchPath) ?? placesAt(root, fetchPath);
    known.set(fetchPath, places);
    return places.get(object) ?? [];
  }
  return ({ fetchPath, entities, path }) => {
    const places = entities.flatMap(placesOf).map((start) => [...start, ...path]);
    const list = fetchPath.indexOf('@');
    const common = list < 0 ? [...fetchPath, ...path] : fetchPath.slice(0, list);
    const seen = (places.length > 0 ? places : [common]).filter(
      (one) => isRequired(path[0]) || !isOfOtherTypes(one, [shape], root),
    );
    const found = seen.map((one) => clientPath(one, [shape]));
    return [...new Map(found.map((one) => [one.join(), one.length > 0 ? one : undefined])).values()];
  };
}

const META = ['__schema', '__type'];

/** Executes the introspection fields of an operation; no subgraph takes part. */
function introspection(document: DocumentNode, { schema, operation }: Selections, shape: ObjectShape) {
  const nodes = shape.fields.flatMap((field) => field.nodes).filter(({ name }) => META.includes(name.value));
  if (nodes.length === 0 || operation.operation !== OperationTypeNode.QUERY) return () => ({});
  const only = { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: nodes } } as const;
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const about: DocumentNode = { kind: Kind.DOCUMENT, definitions: [only, ...fragments] };
  return (variableValues: Readonly<Data>): Data => ({
    ...executeSync({ schema, document: about, variableValues }).data,
  });
}
