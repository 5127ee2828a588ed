import { unauthenticated } from '@parley/contracts/errors';
import type { RequestContext } from '@parley/runtime/request';
import {
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
import { unlessAborted } from '../execution/unless-aborted';

/** On whose behalf an operation is planned. */
export interface Caller {
  isAnonymous: boolean;
  /** Callers take turns: the same for what counts as one. */
  turn: string;
}

export const callerOf = ({ principal, address = '' }: Pick<RequestContext, 'principal' | 'address'>): Caller => ({
  isAnonymous: principal.kind === 'anonymous',
  turn: principal.kind === 'viewer' ? principal.user : address,
});

/** An operation that is valid on a graph. It is planned and compiled once for each set of values of its conditions. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  /** Whether the caller has to sign in for it; then it is not planned. */
  isClosedTo(caller: Caller): boolean;
  /**
   * `variables`: coerced. Errors: UNAUTHENTICATED if the caller has to sign in first; QUERY_TOO_COMPLEX if it takes too long
   * to plan; UNAVAILABLE if too many operations wait to be planned; INTERNAL.
   */
  compiled(variables: Conditions, caller: Caller): Promise<CompiledOperation>;
  /** `variables`: as the client gave them. Errors: those of `compiled`, and the signal's reason. */
  execute(execution: Execution): Promise<ExecutionResult>;
  /**
   * Executes with these variables, which are as the client gave them. Undefined where they don't fit. Errors of the execution:
   * as of `execute`.
   */
  bind(variables: Execution['variables']): ((execution: Omit<Execution, 'variables'>) => Promise<Outcome>) | undefined;
}

interface Options {
  document: DocumentNode;
  definition: OperationDefinitionNode;
  api: GraphQLSchema;
  /** Response names of the root fields that nobody gets without signing in. */
  closedFields: readonly string[];
  compile(conditions: Conditions, caller: Caller): Promise<CompiledOperation>;
}

export function prepareOperation({ document, definition, api, closedFields, compile }: Options): PreparedOperation {
  const conditions = conditionsIn(document);
  const definitions = definition.variableDefinitions ?? [];
  const isClosedTo = ({ isAnonymous }: Caller): boolean => isAnonymous && closedFields.length > 0;

  async function compiled(variables: Conditions, caller: Caller): Promise<CompiledOperation> {
    if (isClosedTo(caller)) throw unauthenticated();
    return compile(Object.fromEntries(conditions.map((name) => [name, variables[name]])), caller);
  }

  return {
    document,
    definition,
    isClosedTo,
    compiled,
    async execute(execution) {
      const { request, signal } = execution;
      const caller = callerOf(request);
      if (isClosedTo(caller)) return { data: null, errors: closedFields.map(refusal) };
      const variables = exactVariables(api, definitions, execution.variables);
      const { coerced, errors } = getVariableValues(api, definitions, variables);
      if (!coerced) return { errors };
      const operation = await unlessAborted(compiled(coerced, caller), signal);
      return operation.execute({ ...execution, variables });
    },
    bind(given) {
      const variables = exactVariables(api, definitions, given);
      const { coerced } = getVariableValues(api, definitions, variables, { maxErrors: 1 });
      if (!coerced) return undefined;
      return async (execution) => {
        const operation = await unlessAborted(compiled(coerced, callerOf(execution.request)), execution.signal);
        return operation.run({ ...execution, variables });
      };
    },
  };
}

function refusal(field: string): GraphQLError {
  const originalError = unauthenticated();
  return new GraphQLError(originalError.message, { originalError, path: [field] });
}
