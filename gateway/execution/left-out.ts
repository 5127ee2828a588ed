import { Kind, type DocumentNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import type { TypesOf } from './types-of';
import { responseNameOf } from './names';

/** The objects that a set is selected of. */
interface Place {
  type: string | undefined;
  /** Their path, with a dot at its end. */
  at: string;
  /** The set is only for some types of an interface or a union. */
  isPartial: boolean;
}

/**
 * The fields of an operation that its plan does not fetch: they would be null without an error. A plan may leave out fields of
 * an interface or a union, for types that the subgraph does not have.
 *
 * `operation`: as `internalOperation` makes it. `fetched`: the paths of all that the plan fetches.
 */
export function leftOut(operation: DocumentNode, fetched: ReadonlySet<string>, types: TypesOf): string[] {
  const within = ({ selections }: SelectionSetNode, { type, at, isPartial }: Place): string[] =>
    selections.flatMap((node) => {
      if (node.kind === Kind.FRAGMENT_SPREAD) return [];
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const { typeCondition, selectionSet } = node;
        return typeCondition
          ? within(selectionSet, { type: typeCondition.name.value, at, isPartial: true })
          : within(selectionSet, { type, at, isPartial });
      }
      const name = node.name.value;
      const path = at + responseNameOf(node);
      if (name === '__typename') return [];
      if (!fetched.has(path)) return isPartial || !types.isConcrete(type) ? [] : [`${path} is not fetched`];
      const inner = { type: types.fieldType(type, name), at: `${path}.`, isPartial: false };
      return node.selectionSet ? within(node.selectionSet, inner) : [];
    });
  const [definition] = operation.definitions as [OperationDefinitionNode];
  return within(definition.selectionSet, {
    type: types.rootType(definition.operation),
    at: '',
    isPartial: false,
  });
}
