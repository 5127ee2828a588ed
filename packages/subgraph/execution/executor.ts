import { execute, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { compileOperation, type CompiledOperation, type Execution } from './operation';

export interface Operation extends Execution {
  /** Valid on the schema. The same object each time: it is compiled once. */
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
}

/**
 * Executes operations on a schema as `execute` of graphql-js does. It compiles each operation of a document once, so
 * executing it reads neither the document nor the types.
 *
 * - A subscription is executed once, from its root value.
 * - `onCompiled` is called for each operation that it compiles, and for each set of values of its conditions.
 * - It gives the result when all promises of resolvers have settled, also those whose values an error has made useless.
 *   If an error has replaced an object by null, it calls no more resolvers of that object.
 */
export function createExecutor(
  schema: GraphQLSchema,
  onCompiled: () => void = () => undefined,
): (operation: Operation) => ExecutionResult | Promise<ExecutionResult> {
  // whoever keeps a document bounds how many there are
  const compiled = new WeakMap<DocumentNode, Map<string | undefined, CompiledOperation>>();
  return ({ document, operationName, ...execution }) => {
    const operations = compiled.get(document) ?? new Map<string | undefined, CompiledOperation>();
    const operation =
      operations.get(operationName) ?? compileOperation(schema, { document, operationName, onCompiled });
    if (!operation) {
      const { root: rootValue, context: contextValue, variables: variableValues } = execution;
      return execute({ schema, document, operationName, rootValue, contextValue, variableValues });
    }
    operations.set(operationName, operation);
    compiled.set(document, operations);
    return operation(execution);
  };
}
