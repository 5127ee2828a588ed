import {
  getOperationAST,
  GraphQLError,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values';
import type { CompiledOperation, Execution, Outcome } from '../execution/compiled-operation';
import { exactVariables } from '../execution/exact-variables';
import { conditionsIn, type Conditions } from '../execution/selections';

/** An operation that is valid on a graph. It is planned and compiled once for each set of values of its conditions. */
export interface PreparedOperation {
  readonly definition: OperationDefinitionNode;
  /** `variables`: coerced. Errors: of the planner. */
  compiled(variables: Conditions): CompiledOperation;
  /** `variables`: as the client gave them. Errors: the signal's reason. */
  execute(execution: Execution): Promise<ExecutionResult>;
  /** Executes with these variables, which are as the client gave them. Undefined where they don't fit. */
  bind(variables: Execution['variables']): ((execution: Omit<Execution, 'variables'>) => Promise<Outcome>) | undefined;
}

interface Options {
  document: DocumentNode;
  operationName: string | undefined;
  api: GraphQLSchema;
  compile(operation: OperationDefinitionNode, conditions: Conditions): CompiledOperation;
}

/** Errors: for a document in which the operation is not. */
export function prepareOperation({ document, operationName, api, compile }: Options): PreparedOperation {
  const definition = getOperationAST(document, operationName);
  if (!definition) throw new GraphQLError('Which of the operations is meant is not clear');
  const conditions = conditionsIn(document);
  const compiled = (variables: Conditions): CompiledOperation =>
    compile(definition, Object.fromEntries(conditions.map((name) => [name, variables[name]])));
  const definitions = definition.variableDefinitions ?? [];
  return {
    definition,
    compiled,
    async execute(execution) {
      const variables = exactVariables(api, definitions, execution.variables);
      const { coerced, errors } = getVariableValues(api, definitions, variables);
      return coerced ? compiled(coerced).execute({ ...execution, variables }) : { errors };
    },
    bind(given) {
      const variables = exactVariables(api, definitions, given);
      const { coerced } = getVariableValues(api, definitions, variables, { maxErrors: 1 });
      return coerced && (async (execution) => compiled(coerced).run({ ...execution, variables }));
    },
  };
}
