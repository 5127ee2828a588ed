import {
  GraphQLError,
  Kind,
  SingleFieldSubscriptionsRule,
  type ASTVisitor,
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
      if (node.operation !== 'subscription' || isConditional(context, node)) return;
      try {
        rule.OperationDefinition(node);
      } catch (error) {
        // it evaluates @skip and @include, and throws for a condition that is no Boolean: other rules report that
        if (!(error instanceof GraphQLError)) throw error;
      }
    },
  };
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
