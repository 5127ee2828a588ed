import type { FieldSelection, SelectionSet } from '@apollo/federation-internals';
import type { QueryPlanner } from '@apollo/query-planner';
import { simpleTraversal, type QueryGraph } from '@apollo/query-graphs';
import type { RequiredPaths } from '../execution/missing-required';
import { keepNamesInPlans } from './planner-with-aliases';

/**
 * Gives what `@requires` names a name of its own, wherever it has arguments or fields: so that it is neither mixed up with
 * the same field of a client with other arguments, nor lost where an error nulls that. The planner takes such names for
 * those of any other alias. It has no way to be told, so that its graph is changed, after it was built.
 */
export function nameRequired(planner: QueryPlanner, prefix: string): RequiredPaths {
  const { federatedQueryGraph: graph } = planner as unknown as { federatedQueryGraph: QueryGraph };
  keepNamesInPlans();
  const requiredPaths = new Map<string, ReadonlySet<string>>();
  const names = new Map<string, string>();

  function nameOf({ element, selectionSet }: FieldSelection): string {
    const within = selectionSet?.toString() ?? '';
    const key = `${element.toString()}${within.includes('(') ? within : ''}`;
    const name = names.get(key) ?? `${prefix}r${names.size}_${element.name}`;
    names.set(key, name);
    return name;
  }

  function renamed(set: SelectionSet): SelectionSet {
    return set.lazyMap((selection) => {
      const inner = selection.selectionSet && renamed(selection.selectionSet);
      if (selection.kind === 'FragmentSelection') return inner ? selection.withUpdatedSelectionSet(inner) : selection;
      if (!inner && !selection.element.args) return selection;
      return selection.withUpdatedComponents(selection.element.withUpdatedAlias(nameOf(selection)), inner);
    });
  }

  simpleTraversal(
    graph,
    () => undefined,
    (edge) => {
      const { transition, conditions, head } = edge;
      if (transition.kind !== 'FieldCollection' || !conditions) return true;
      const named = renamed(conditions);
      (edge as unknown as { _conditions: SelectionSet })._conditions = named;
      requiredPaths.set(`${head.source} ${head.type.name}.${transition.definition.name}`, pathsOf(named));
      return true;
    },
  );
  return requiredPaths;
}

/** As of `pathsIn`. */
function pathsOf(set: SelectionSet, at = '', paths = new Set<string>()): ReadonlySet<string> {
  for (const selection of set.selections()) {
    const isField = selection.kind === 'FieldSelection';
    const path = isField ? at + selection.element.responseName() : at;
    if (isField && !selection.isTypenameField()) paths.add(path);
    if (selection.selectionSet) pathsOf(selection.selectionSet, isField ? `${path}.` : at, paths);
  }
  return paths;
}
