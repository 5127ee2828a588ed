import type { FieldSelection, SelectionSet } from '@apollo/federation-internals';
import type { QueryPlanner } from '@apollo/query-planner';
import { simpleTraversal, type QueryGraph } from '@apollo/query-graphs';
import type { RequiredNames } from '../execution/split-fetch';
import { keepNamesInPlans } from './planner-with-aliases';

/**
 * Gives what `@requires` names a name of its own, wherever it has arguments or fields: so that it is neither mixed up with
 * the same field of a client with other arguments, nor lost where an error nulls that. The planner takes such names for
 * those of any other alias. It has no way to be told, so that its graph is changed, after it was built.
 */
export function nameRequired(planner: QueryPlanner, prefix: string): RequiredNames {
  const { federatedQueryGraph: graph } = planner as unknown as { federatedQueryGraph: QueryGraph };
  keepNamesInPlans();
  const required = new Map<string, Set<string>>();
  const names = new Map<string, string>();

  function nameOf({ element, selectionSet }: FieldSelection): string {
    const within = selectionSet?.toString() ?? '';
    const key = `${element.toString()}${within.includes('(') ? within : ''}`;
    const name = names.get(key) ?? `${prefix}r${names.size}_${element.name}`;
    names.set(key, name);
    return name;
  }

  function renamed(set: SelectionSet, given: Set<string>): SelectionSet {
    return set.lazyMap((selection) => {
      const inner = selection.selectionSet && renamed(selection.selectionSet, given);
      if (selection.kind === 'FragmentSelection') return inner ? selection.withUpdatedSelectionSet(inner) : selection;
      if (!inner && !selection.element.args) return selection;
      const name = nameOf(selection);
      given.add(name);
      return selection.withUpdatedComponents(selection.element.withUpdatedAlias(name), inner);
    });
  }

  simpleTraversal(
    graph,
    () => undefined,
    (edge) => {
      const { transition, conditions, head } = edge;
      if (transition.kind !== 'FieldCollection' || !conditions) return true;
      const key = `${head.source} ${transition.definition.name}`;
      const given = required.get(key) ?? new Set();
      required.set(key, given);
      (edge as unknown as { _conditions: SelectionSet })._conditions = renamed(conditions, given);
      return true;
    },
  );
  return required;
}
