import { ParleyError } from '@parley/contracts/errors';
import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values';
import { exactVariables } from '../execution/exact-variables';

/** Tokens of a document: bounds what parsing and validating it can cost. */
export const MAX_TOKENS = 8_000;
/** Fields inside fields, fragments unfolded. */
const MAX_DEPTH = 24;
/** Levels of selections, fragments among them: the query planner is recursive. */
const MAX_NESTING = 100;
/** Lists and objects inside each other in a value of a document: 300 of them stopped a process in the query planner. */
const MAX_VALUE_DEPTH = 12;
/** Selections of an operation, fragments unfolded: bounds what planning it can cost. */
const MAX_SELECTIONS = 2_000;

/** Values that don't fit, of which each costs an error with its stack: a list of 100,000 took ten seconds. */
const MAX_VARIABLE_ERRORS = 50;

const NOTHING = { depth: 0, nesting: 0, selections: 0 };

interface Size {
  depth: number;
  nesting: number;
  selections: number;
}

/**
 * Validation rule: an operation is neither too deep nor too large once its fragments are unfolded.
 * Each fragment is measured once, so that the measuring itself is linear. Errors: QUERY_TOO_COMPLEX.
 */
export function sizeLimit(context: ValidationContext): ASTVisitor {
  const fragments = new Map<string, Size>();

  function sizeOfFragment(name: string): Size {
    const known = fragments.get(name);
    if (known) return known;
    // a cycle is another rule's to report; here it only has to end
    fragments.set(name, NOTHING);
    const fragment = context.getFragment(name);
    const size = fragment ? sizeOf(fragment.selectionSet) : NOTHING;
    fragments.set(name, size);
    return size;
  }

  function sizeOf({ selections }: SelectionSetNode): Size {
    const total = { depth: 0, nesting: 1, selections: selections.length };
    for (const node of selections) {
      const isSpread = node.kind === Kind.FRAGMENT_SPREAD;
      const inner = isSpread ? sizeOfFragment(node.name.value) : node.selectionSet && sizeOf(node.selectionSet);
      total.selections += inner?.selections ?? 0;
      total.nesting = Math.max(total.nesting, (inner?.nesting ?? 0) + 1);
      total.depth = Math.max(total.depth, (inner?.depth ?? 0) + (node.kind === Kind.FIELD ? 1 : 0));
    }
    return total;
  }

  let valueDepth = 0;
  const value = {
    enter() {
      if (++valueDepth === MAX_VALUE_DEPTH + 1)
        context.reportError(tooComplex(`has values more than ${MAX_VALUE_DEPTH} levels deep`));
    },
    leave: () => void valueDepth--,
  };

  return {
    ListValue: value,
    ObjectValue: value,
    OperationDefinition(node) {
      const { depth, nesting, selections } = sizeOf(node.selectionSet);
      if (depth > MAX_DEPTH) context.reportError(tooComplex(`is ${depth} levels deep; ${MAX_DEPTH} are allowed`));
      if (nesting > MAX_NESTING)
        context.reportError(tooComplex(`nests ${nesting} levels of fragments and fields; ${MAX_NESTING} are allowed`));
      if (selections > MAX_SELECTIONS)
        context.reportError(tooComplex(`selects ${selections} fields; ${MAX_SELECTIONS} are allowed`));
    },
  };
}

const tooComplex = (how: string): GraphQLError => {
  const originalError = new ParleyError('QUERY_TOO_COMPLEX', `The operation ${how}`);
  return new GraphQLError(originalError.message, { originalError });
};

/**
 * What does not fit of the variables, without suggestions; the executor of queries and mutations finds it too.
 * Errors: VALIDATION_FAILED where that is more than anybody wants to be told of.
 */
export function limitVariableErrors(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>> = {},
): readonly GraphQLError[] {
  const options = { maxErrors: MAX_VARIABLE_ERRORS, hideSuggestions: true };
  const exact = exactVariables(schema, variableDefinitions, variables);
  const { errors = [] } = getVariableValues(schema, variableDefinitions, exact, options);
  if (errors.length > MAX_VARIABLE_ERRORS)
    throw new ParleyError('VALIDATION_FAILED', 'The variables have too many errors', {
      details: { http: { status: 400 } },
    });
  return errors;
}
