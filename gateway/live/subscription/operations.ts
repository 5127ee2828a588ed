import { ParleyError, unavailable } from '@parley/contracts/errors';
import {
  getOperationAST,
  Kind,
  print,
  validate,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { plainRoot } from './plain-root';
import type { SubscriptionPlan, SubscriptionPlanner } from './plan';
import { variablesIn } from '../variables';
import type { Caller } from '../../graph/prepared-operation';
import { needsViewer } from '../../graph/viewer-fields';

/** An operation, prepared once for everybody who subscribes with the same text. */
export interface PreparedOperation {
  /** How it is executed on the present graph. */
  plan: SubscriptionPlan;
  readonly definition: OperationDefinitionNode;
  /** As its client named it, or the field that it selects. */
  readonly name: string;
  /** The operation's text, normalized. */
  readonly text: string;
  /** Variables that change what an event looks like; the others only say what to listen to. */
  readonly shaping: readonly string[];
  /** Whether what it selects depends on who looks. */
  readonly personal: boolean;
}

export interface Operations {
  /** Of the present graph. */
  readonly api: GraphQLSchema;
  /**
   * `document`: its root is plain, as of `withPlainRoot`. Errors: VALIDATION_FAILED where the graph has changed since; those of
   * the planner.
   */
  prepare(document: DocumentNode, operationName: string | undefined, caller: Caller): Promise<PreparedOperation>;
  /** The operation is in use until the callback that is returned; `onEnd` is called once if the graph ends it. */
  use(operation: PreparedOperation, onEnd: (error: unknown) => void): () => void;
  /**
   * Goes on with another graph: plans what is in use anew, and ends what is not valid on it. Until it is planned, an
   * operation goes on with its plan on the graph before.
   */
  replace(graph: SubscriptionGraph): Promise<void>;
}

/** What operations are planned on. */
export interface SubscriptionGraph {
  readonly planner: SubscriptionPlanner;
  /** The fields whose value depends on the viewer, as `Type.field`. */
  readonly personalFields: ReadonlySet<string>;
}

const MAX_PREPARED = 1_000;

interface Made {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** Who asked for it first. */
  readonly caller: Caller;
  /** What its plan is for. */
  graph: SubscriptionGraph;
}

interface InUse {
  readonly made: Made;
  readonly users: Set<(error: unknown) => void>;
}

/** `onReplanned`: an operation goes on with a new plan although `replace` has resolved. */
export function createOperations(first: SubscriptionGraph, onReplanned: () => void): Operations {
  let graph = first;
  const prepared = new LRUCache<string, PreparedOperation>({ max: MAX_PREPARED });
  const all = new WeakMap<PreparedOperation, Made>();
  const inUse = new Map<PreparedOperation, InUse>();

  /** Planned on the present graph. */
  async function make(document: DocumentNode, text: string, made: Omit<Made, 'document'>): Promise<PreparedOperation> {
    const { operationName, caller, graph: on } = made;
    // the graph may have changed since it was found valid
    if (validate(on.planner.api, document).length > 0) throw gone();
    const definition = getOperationAST(document, operationName)!;
    const plan = await on.planner.plan(document, operationName, caller);
    const operation = {
      plan,
      definition,
      name: definition.name?.value ?? plan.field,
      text,
      shaping: plan.hasSource ? shapingOf(plainRoot(document, operationName), document) : [],
      personal: needsViewer(on.planner.api, document, on.personalFields),
    };
    all.set(operation, { document, ...made });
    return operation;
  }

  /** Plans the operation on the present graph. Resolves to why it can't go on there. */
  async function replan(operation: PreparedOperation, made: Made): Promise<unknown> {
    const next = graph;
    if (made.graph === next) return undefined;
    const { document, operationName, caller } = made;
    const { api } = next.planner;
    if (validate(api, document).length > 0) return gone();
    if (needsViewer(api, document, next.personalFields) !== operation.personal)
      return unavailable('The graph has changed: subscribe again from the last position');
    try {
      const plan = await next.planner.plan(document, operationName, caller);
      // the graph may have changed once more
      if (next !== graph) return await replan(operation, made);
      if (plan.hasSource !== operation.plan.hasSource) return unavailable('The graph has changed: subscribe again');
      operation.plan = plan;
      made.graph = next;
      return undefined;
    } catch (error) {
      return error;
    }
  }

  async function replanUsed(operation: PreparedOperation, { made, users }: InUse): Promise<void> {
    const reason = await replan(operation, made);
    if (reason === undefined) prepared.set(operation.text, operation);
    else for (const onEnd of [...users]) onEnd(reason);
  }

  return {
    get api() {
      return graph.planner.api;
    },
    async prepare(document, operationName, caller) {
      const text = `${operationName ?? ''}\n${print(document)}`;
      const made = prepared.get(text) ?? (await make(document, text, { operationName, caller, graph }));
      // others may have prepared it meanwhile
      const first = prepared.get(text) ?? made;
      prepared.set(text, first);
      return first;
    },
    use(operation, onEnd) {
      const used = inUse.get(operation) ?? { made: all.get(operation)!, users: new Set() };
      inUse.set(operation, used);
      used.users.add(onEnd);
      // the graph may have changed since it was prepared; it never rejects
      if (used.made.graph !== graph) void replanUsed(operation, used).then(onReplanned);
      return () => {
        used.users.delete(onEnd);
        if (used.users.size === 0) inUse.delete(operation);
      };
    },
    async replace(next) {
      graph = next;
      prepared.clear();
      await Promise.all([...inUse].map(([operation, used]) => replanUsed(operation, used)));
    },
  };
}

/** Names of the variables that change what an event looks like. */
function shapingOf(field: FieldNode, { definitions }: DocumentNode): string[] {
  const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  return [...variablesIn([...(field.selectionSet ? [field.selectionSet] : []), ...fragments])].sort();
}

const gone = (): ParleyError =>
  new ParleyError('VALIDATION_FAILED', 'The graph has changed, and has no such subscription any more');
