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
  /** `document`: its root is plain, as of `withPlainRoot`. Errors: VALIDATION_FAILED where the graph has changed since. */
  prepare(document: DocumentNode, operationName?: string): PreparedOperation;
  /** The operation is in use until the callback that is returned; `onEnd` is called once if the graph ends it. */
  use(operation: PreparedOperation, onEnd: (error: unknown) => void): () => void;
  /** Goes on with another graph: plans what is in use anew, and ends what is not valid on it. */
  replace(graph: SubscriptionGraph): void;
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
  /** What its plan is for. */
  graph: SubscriptionGraph;
}

interface InUse {
  readonly made: Made;
  readonly users: Set<(error: unknown) => void>;
}

export function createOperations(first: SubscriptionGraph): Operations {
  let graph = first;
  const prepared = new LRUCache<string, PreparedOperation>({ max: MAX_PREPARED });
  const all = new WeakMap<PreparedOperation, Made>();
  const inUse = new Map<PreparedOperation, InUse>();

  function make(document: DocumentNode, operationName: string | undefined, text: string): PreparedOperation {
    // the graph may have changed since it was found valid
    if (validate(graph.planner.api, document).length > 0) throw gone();
    const definition = getOperationAST(document, operationName)!;
    const plan = graph.planner.plan(document, operationName);
    return {
      plan,
      definition,
      name: definition.name?.value ?? plan.field,
      text,
      shaping: plan.hasSource ? shapingOf(plainRoot(document, operationName), document) : [],
      personal: needsViewer(graph.planner.api, document, graph.personalFields),
    };
  }

  /** Plans the operation on the present graph. Returns why it can't go on there. */
  function replan(operation: PreparedOperation, made: Made): ParleyError | undefined {
    if (made.graph === graph) return undefined;
    const { document, operationName } = made;
    const { api } = graph.planner;
    if (validate(api, document).length > 0) return gone();
    if (needsViewer(api, document, graph.personalFields) !== operation.personal)
      return unavailable('The graph has changed: subscribe again from the last position');
    const plan = graph.planner.plan(document, operationName);
    if (plan.hasSource !== operation.plan.hasSource) return unavailable('The graph has changed: subscribe again');
    operation.plan = plan;
    made.graph = graph;
    return undefined;
  }

  return {
    get api() {
      return graph.planner.api;
    },
    prepare(document, operationName) {
      const text = `${operationName ?? ''}\n${print(document)}`;
      const cached = prepared.get(text);
      if (cached) return cached;
      const made = make(document, operationName, text);
      prepared.set(text, made);
      all.set(made, { document, operationName, graph });
      return made;
    },
    use(operation, onEnd) {
      const used = inUse.get(operation) ?? { made: all.get(operation)!, users: new Set() };
      inUse.set(operation, used);
      used.users.add(onEnd);
      // the graph may have changed since it was prepared
      const reason = replan(operation, used.made);
      if (reason) onEnd(reason);
      return () => {
        used.users.delete(onEnd);
        if (used.users.size === 0) inUse.delete(operation);
      };
    },
    replace(next) {
      graph = next;
      prepared.clear();
      for (const [operation, used] of [...inUse]) {
        const reason = replan(operation, used.made);
        if (reason) for (const onEnd of [...used.users]) onEnd(reason);
        else prepared.set(operation.text, operation);
      }
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
