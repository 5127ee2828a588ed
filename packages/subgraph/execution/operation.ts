import {
  assertValidSchema,
  getOperationAST,
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values';
import type { ExecutableField } from './field';
import { Run, type OperationParts } from './run';
import { compileSelections, resultClass } from './selections';
import { rootSlot, type Slot } from './slot';

/** The inputs of an execution. */
export interface Execution {
  readonly root: unknown;
  readonly context: unknown;
  /** As they were given. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** An operation, compiled. */
export type CompiledOperation = (execution: Execution) => ExecutionResult | Promise<ExecutionResult>;

/** Sets of values of its conditions that an operation is kept compiled for. */
const MAX_VARIANTS = 16;
/** As many as graphql-js reports. */
const MAX_ERRORS = 50;

interface Compiling {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** Called for each set of values of its conditions that it is compiled for. */
  onCompiled(): void;
}

/** Undefined for an operation that is not in the document, or of a kind that the schema does not have. */
export function compileOperation(
  schema: GraphQLSchema,
  { document, operationName, onCompiled }: Compiling,
): CompiledOperation | undefined {
  assertValidSchema(schema);
  const operation = getOperationAST(document, operationName);
  if (!operation || !schema.getRootType(operation.operation)) return undefined;
  const parts = { schema, operation, fragments: fragmentsOf(document) };
  const fieldsFor = createVariants(parts, { conditions: conditionsOf(document), onCompiled });
  const isSerial = operation.operation === OperationTypeNode.MUTATION;
  const definitions = operation.variableDefinitions ?? [];
  return ({ root: source, context, variables: given }) => {
    const { coerced, errors } = getVariableValues(schema, definitions, given, { maxErrors: MAX_ERRORS });
    if (!coerced) return { errors };
    const run = new Run(parts, { root: source, context, variables: coerced });
    const root = rootSlot(run);
    try {
      const fields = fieldsFor(coerced);
      root.value = new Result();
      if (isSerial) return executeSerially(fields, source, root);
      for (const { key, execute } of fields) root.value[key] = execute(source, root);
    } catch (error) {
      failRoot(error, root);
    }
    return run.isIdle ? resultOf(root) : run.idle().then(() => resultOf(root));
  };
}

const Result = resultClass();

/** Executes the fields of a mutation, each once the one before has its whole result, until one fails that cannot be null. */
async function executeSerially(fields: readonly ExecutableField[], source: unknown, root: Slot) {
  try {
    for (const { key, execute } of fields) {
      if (root.value === null) break;
      root.value[key] = execute(source, root);
      if (!root.run.isIdle) await root.run.idle();
    }
  } catch (error) {
    failRoot(error, root);
  }
  if (!root.run.isIdle) await root.run.idle();
  return resultOf(root);
}

/** A field of the root cannot be null, or a condition has no value. */
function failRoot(error: unknown, root: Slot): void {
  root.value = null;
  root.run.errors.push(error as GraphQLError);
}

function resultOf({ run: { errors }, value: data }: Slot): ExecutionResult {
  return errors.length > 0 ? { errors, data } : { data };
}

function fragmentsOf(document: DocumentNode): OperationParts['fragments'] {
  const fragments = document.definitions.filter(
    (one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION,
  );
  return Object.assign(
    Object.create(null) as object,
    Object.fromEntries(fragments.map((one) => [one.name.value, one])),
  );
}

/** Names of the variables that @skip and @include depend on. */
function conditionsOf(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: given = [] }) {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

type Variables = Record<string, unknown>;

interface Variants extends Pick<Compiling, 'onCompiled'> {
  /** Names of variables. */
  conditions: readonly string[];
}

/** Compiles an operation for each set of values of its conditions. Invariant: keeps MAX_VARIANTS at most. */
function createVariants(parts: OperationParts, { conditions, onCompiled }: Variants) {
  const variants = new Map<string, readonly ExecutableField[]>();
  return (variables: Variables): readonly ExecutableField[] => {
    const values = conditions.filter((name) => Object.hasOwn(variables, name)).map((name) => [name, variables[name]]);
    const id = JSON.stringify(values);
    const known = variants.get(id);
    if (known) return known;
    onCompiled();
    const fields = compileSelections(parts, Object.fromEntries(values) as Variables);
    if (variants.size >= MAX_VARIANTS) variants.delete(variants.keys().next().value!);
    variants.set(id, fields);
    return fields;
  };
}
