import {
  baseType,
  federationMetadata,
  isCompositeType,
  isLeafType,
  isObjectType,
  MapWithCachedArrays,
  operationFromDocument,
  type CompositeType,
  type FieldSelection,
  type OperationPath,
  type Schema,
  type SelectionSet,
} from '@apollo/federation-internals';
import type { QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';

/** A fetch that the planner is about to plan: the part of its class that is used here. */
export interface FetchGroup {
  /** In the schema of its subgraph. */
  readonly parentType: CompositeType;
  readonly selection: SelectionSet;
  /** What the fetch's representations have. Undefined for a fetch of root fields. */
  readonly inputs?: { selectionSets(): readonly SelectionSet[] };
  /** Undefined if the other group is no parent. `path`: where this group's objects are in the parent's selection. */
  parentRelation(parent: FetchGroup): { readonly path?: OperationPath } | undefined;
  isDescendantOf(group: FetchGroup): boolean;
  /** Does nothing if the other group is no child. */
  removeChild(child: FetchGroup): void;
  children(): readonly FetchGroup[];
  /** Does nothing if it is one already. */
  addParent(parent: { readonly group: FetchGroup; readonly path?: OperationPath }): void;
  relocateChildrenOnMergedIn: (this: FetchGroup, merged: FetchGroup, path: OperationPath) => void;
  parents(): readonly { readonly group: FetchGroup }[];
  removeInputsFromSelection: (this: FetchGroup) => void;
  canMergeChildIn: (this: FetchGroup, child: FetchGroup) => boolean;
  mergeInWithAllDependencies: (this: FetchGroup, other: FetchGroup) => void;
}

let mended = false;

/**
 * Corrects four mistakes in how the planner merges fetches, once for the process.
 *
 * 1. For `@requires`, the planner first fetches what is required, then the field that requires it, each by a fetch of its
 *    own. It merges the latter into an earlier fetch from the same subgraph (`handleRequiresTree`), so that the key isn't
 *    looked up twice. It does not check that the earlier fetch has what the field requires. In a chain (`further` requires
 *    `computed`, which requires `f3`) it fetches `computed` together with the key, without `f3`. Here it merges only if the
 *    earlier fetch selects all that the later one requires, or requires it too.
 * 2. It merges fetches that require the same, without a check that one is an ancestor of the other
 *    (`mergeFetchesToSameSubgraphAndSameInputs`). Then a fetch becomes its own ancestor, and the planner doesn't end. Here
 *    only the ancestor takes the other in, and is no parent of it any more.
 * 3. It merges a fetch from another subgraph into its parent if the parent's subgraph has the same fields
 *    (`removeInputsFromSelection` and what follows), also if they are `@external` there. Here it doesn't.
 * 4. If it merges a fetch into another one than the last that this waited for, what comes after the fetch doesn't wait for that
 *    last one any more, although it may require what that selects (`relocateChildrenOnMergedIn`). Here it does.
 *
 * `FetchGroup` is an internal of a pinned version, and not exported. The planner stores its instances in a map whose class is.
 * Errors: if the planner is of a version with other internals.
 */
export function mendMerges(planner: QueryPlanner, apiSchema: Schema): void {
  if (mended) return;
  const fetchGroup = fetchGroupClass(planner, apiSchema);
  const { canMergeChildIn, mergeInWithAllDependencies, removeInputsFromSelection } = fetchGroup;
  const { relocateChildrenOnMergedIn } = fetchGroup;
  fetchGroup.canMergeChildIn = function (this: FetchGroup, child) {
    return canMergeChildIn.call(this, child) && hasInputsOf(this, child);
  };
  fetchGroup.mergeInWithAllDependencies = function (this: FetchGroup, other) {
    if (this.isDescendantOf(other)) return;
    this.removeChild(other);
    mergeInWithAllDependencies.call(this, other);
  };
  fetchGroup.removeInputsFromSelection = function (this: FetchGroup) {
    removeInputsFromSelection.call(this);
    const [parent] = this.parents();
    // the planner calls this next, for the parent's type
    if (parent && selectsExternal(this.selection, parent.group)) this.selection.canRebaseOn = () => false;
  };
  fetchGroup.relocateChildrenOnMergedIn = function (this: FetchGroup, merged, path) {
    const before = merged.parents().filter(({ group }) => group !== this && !this.isDescendantOf(group));
    for (const child of merged.children())
      if (!selectsInputsOf(merged, child)) for (const { group } of before) child.addParent({ group });
    relocateChildrenOnMergedIn.call(this, merged, path);
  };
  mended = true;
}

function fetchGroupClass(planner: QueryPlanner, apiSchema: Schema): FetchGroup {
  let found: FetchGroup | undefined;
  const maps = MapWithCachedArrays.prototype;
  const set = Reflect.get(maps, 'set') as (this: unknown, key: unknown, value: unknown) => never;
  maps.set = function (key, value: unknown) {
    if (value?.constructor.name === 'FetchGroup') found = Object.getPrototypeOf(value) as FetchGroup;
    return set.call(this, key, value);
  };
  try {
    planner.buildQueryPlan(operationFromDocument(apiSchema, parse(anyQuery(apiSchema)), { validate: false }));
  } finally {
    maps.set = set;
  }
  const mendable = ['canMergeChildIn', 'mergeInWithAllDependencies', 'removeInputsFromSelection'];
  mendable.push('relocateChildrenOnMergedIn');
  const methods = [...mendable, 'parents', 'children', 'addParent', 'parentRelation', 'isDescendantOf', 'removeChild'];
  if (!found || methods.some((name) => typeof Reflect.get(found!, name) !== 'function'))
    throw new Error('The query planner has other internals than version 2.14.4, which mendMerges corrects');
  return found;
}

/** Of one field. It is planned, and never executed. */
function anyQuery({ schemaDefinition }: Schema): string {
  const field = schemaDefinition.rootType('query')!.fields()[0]!;
  const within = isLeafType(baseType(field.type!)) ? '' : '{ __typename }';
  const given = field.arguments();
  if (given.length === 0) return `{ ${field.name} ${within} }`;
  const variables = given.map(({ name, type }) => `$${name}: ${String(type)}`);
  return `query (${variables.join()}) { ${field.name}(${given.map(({ name }) => `${name}: $${name}`).join()}) ${within} }`;
}

/** Whether a selection has fields that are `@external` in the subgraph of a group. */
function selectsExternal(set: SelectionSet, group: FetchGroup): boolean {
  const schema = group.parentType.schema();
  return set.selections().some((selection) => {
    if (selection.selectionSet && selectsExternal(selection.selectionSet, group)) return true;
    if (selection.kind !== 'FieldSelection' || selection.isTypenameField()) return false;
    const type = schema.type(set.parentType.name);
    const field = type && isCompositeType(type) ? type.field(selection.element.name) : undefined;
    return field !== undefined && federationMetadata(schema)!.isFieldExternal(field);
  });
}

/** Whether a group fetches by itself all that a child's representations have. */
function selectsInputsOf(group: FetchGroup, child: FetchGroup): boolean {
  const path = child.parentRelation(group)?.path;
  const inputs = child.inputs?.selectionSets() ?? [];
  return path !== undefined && inputs.every((one) => containsAll(at([group.selection], path), one));
}

/** Whether a group has all that a child's representations have: fetched by itself, or in its own representations. */
function hasInputsOf(group: FetchGroup, child: FetchGroup): boolean {
  const { path = [] } = child.parentRelation(group)!;
  const isSameObject = path.every(({ kind }) => kind === 'FragmentElement');
  const own = isSameObject ? (group.inputs?.selectionSets() ?? []) : [];
  return (child.inputs?.selectionSets() ?? []).every((inputs) =>
    containsAll([...at([group.selection], path), ...own], inputs),
  );
}

function at(sets: readonly SelectionSet[], path: OperationPath): readonly SelectionSet[] {
  let found = sets;
  for (const element of path)
    if (element.kind === 'Field')
      found = found.flatMap((set) =>
        fieldsIn(set)
          .filter((field) => field.element.responseName() === element.responseName())
          .flatMap(({ selectionSet }) => selectionSet ?? []),
      );
  return found;
}

function containsAll(sets: readonly SelectionSet[], needed: SelectionSet, type = objectType(needed)): boolean {
  return needed.selections().every((selection) => {
    if (selection.kind === 'FragmentSelection') {
      const { typeCondition } = selection.element;
      const inner = typeCondition && isObjectType(typeCondition) ? typeCondition.name : type;
      return containsAll(sets, selection.selectionSet, inner);
    }
    if (selection.isTypenameField()) return true;
    const same = sets
      .flatMap((set) => fieldsIn(set, type))
      .filter(({ element }) => element.responseName() === selection.element.responseName());
    if (!selection.selectionSet) return same.length > 0;
    return (
      same.length > 0 &&
      containsAll(
        same.flatMap(({ selectionSet }) => selectionSet ?? []),
        selection.selectionSet,
      )
    );
  });
}

const objectType = ({ parentType }: SelectionSet): string | undefined =>
  isObjectType(parentType) ? parentType.name : undefined;

/** The fields of a set and its fragments, but for fragments on other object types than `type`. */
function fieldsIn(set: SelectionSet, type?: string): FieldSelection[] {
  return set.selections().flatMap((selection) => {
    if (selection.kind === 'FieldSelection') return [selection];
    const { typeCondition } = selection.element;
    if (type && typeCondition && isObjectType(typeCondition) && typeCondition.name !== type) return [];
    return fieldsIn(selection.selectionSet, type);
  });
}
