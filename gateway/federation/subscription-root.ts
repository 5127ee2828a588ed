import { ParleyError } from '@parley/contracts/errors';
import {
  GraphQLError,
  Kind,
  SingleFieldSubscriptionsRule,
  validate,
  type ASTVisitor,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type ValidationContext,
} from 'graphql';

/**
 * The rule "Single root field" of the specification, but for subscriptions whose root depends on variables, which
 * validation does not know: `withPlainRoot` applies it to those, once there are values.
 */
export function subscriptionRoot(context: ValidationContext): ASTVisitor {
  const rule = SingleFieldSubscriptionsRule(context) as {
    OperationDefinition(node: OperationDefinitionNode): void;
  };
  return {
    OperationDefinition(node) {
      if (node.operation === 'subscription' && !isConditional(context, node)) rule.OperationDefinition(node);
    },
  };
}

/**
 * Apollo Server applies the rule of graphql-js, which throws where a variable says what a subscription selects.
 * Errors: VALIDATION_FAILED for a document with such a subscription: it is for where subscriptions are served.
 */
export function refuseConditionalRoots(api: GraphQLSchema, document: DocumentNode): void {
  try {
    validate(api, document, [SingleFieldSubscriptionsRule]);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const where = 'Subscriptions are served over the WebSocket, or as text/event-stream or multipart/mixed';
    throw new ParleyError('VALIDATION_FAILED', where, { cause: error });
  }
}

/** Whether a variable says what is selected at the root, fragments unfolded. */
function isConditional(context: ValidationContext, { selectionSet }: OperationDefinitionNode): boolean {
  const seen = new Set<string>();

  function inFragment(name: string): boolean {
    if (seen.has(name)) return false;
    seen.add(name);
    return context.getFragment(name)?.selectionSet.selections.some(has) ?? false;
  }

  function has(selection: SelectionNode): boolean {
    if (selection.directives?.some((one) => one.arguments?.some(({ value }) => value.kind === Kind.VARIABLE)))
      return true;
    if (selection.kind === Kind.FRAGMENT_SPREAD) return inFragment(selection.name.value);
    return selection.kind === Kind.INLINE_FRAGMENT && selection.selectionSet.selections.some(has);
  }

  return selectionSet.selections.some(has);
}
