import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { responseNameOf } from '../execution/names';

interface Options {
  document: DocumentNode;
  definition: OperationDefinitionNode;
  /** Name of the root type. */
  parent: string;
  /** Fields for callers who are not signed in, as `Type.field`. */
  open: ReadonlySet<string>;
}

/**
 * Response names of the root fields that a caller has to sign in for, whether variables skip them or not. `__typename` is
 * none of them, and who may read the schema is decided elsewhere.
 */
export function closedFields({ document, definition, parent, open }: Options): string[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const closed = new Set<string>();
  const seen = new Set<string>();
  function collect({ selections }: SelectionSetNode): void {
    for (const node of selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) collect(node.selectionSet);
      else if (node.kind === Kind.FIELD) {
        const name = node.name.value;
        if (!name.startsWith('__') && !open.has(`${parent}.${name}`)) closed.add(responseNameOf(node));
      } else if (!seen.has(node.name.value)) {
        seen.add(node.name.value);
        collect(fragments.get(node.name.value)!.selectionSet);
      }
    }
  }
  collect(definition.selectionSet);
  return [...closed];
}
