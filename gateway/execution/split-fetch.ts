import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  Kind,
  print,
  stripIgnoredCharacters,
  visit,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { requiredPathsOf, type CheckParts } from './missing-required';
import { representedBy, selectedBy, type PlannedField } from './planned-fields';

type Input = QueryPlanSelectionNode;

/** By group of objects, the names inside that stand for the same field, each with that field. */
type Conflicts = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Fields that one representation is enough for. */
interface Part {
  /** By group and field, the name inside of what they require. */
  named: Map<string, string>;
  fields: Set<string>;
}

interface Splitting {
  conflicts: Conflicts;
  /** The same for types of which one object may be. */
  groupOf: (type: string | undefined) => string;
  /** By `keyOf`, the names inside of what a field requires. */
  required: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * A representation has each field once. If fields of one fetch require the same field with different arguments, the fetch
 * becomes several, each with the fields that agree.
 */
export function splitFetch(fetch: FetchNode, parts: CheckParts): FetchNode[] {
  const represented = representedBy(fetch, parts.types) ?? [];
  const selected = selectedBy(fetch, parts.types);
  const isAbstract = [...represented, ...selected].some(({ type }) => !parts.types.isConcrete(type));
  const groupOf = (type = '') => (isAbstract ? '' : type);
  const conflicts = conflictsIn(represented, groupOf);
  if (conflicts.size === 0) return [fetch];
  const required = new Map(
    selected.map((field) => [keyOf(field), namesOf(requiredPathsOf(fetch.serviceName, field, parts))] as const),
  );
  const splitting = { conflicts, groupOf, required };
  return partsOf(selected, splitting).map((part) => only(fetch, part, splitting));
}

const keyOf = ({ type = '', name }: Pick<PlannedField, 'type' | 'name'>): string => `${type}.${name}`;
const namesOf = (paths: readonly string[]) => new Set(paths.filter((path) => !path.includes('.')));

function conflictsIn(represented: readonly PlannedField[], groupOf: Splitting['groupOf']): Conflicts {
  const groups = new Map<string, Map<string, Set<string>>>();
  for (const { name, responseName, type } of represented) {
    const byField = groups.get(groupOf(type)) ?? new Map<string, Set<string>>();
    groups.set(groupOf(type), byField.set(name, (byField.get(name) ?? new Set()).add(responseName)));
  }
  const conflicts = [...groups].map(([group, byField]) => {
    const several = [...byField].filter(([, names]) => names.size > 1);
    return [group, new Map(several.flatMap(([field, names]) => [...names].map((name) => [name, field])))] as const;
  });
  return new Map(conflicts.filter(([, names]) => names.size > 0));
}

function partsOf(selected: readonly PlannedField[], { conflicts, groupOf, required }: Splitting): Part[] {
  const parts: Part[] = [];
  const fields = new Map(selected.map((field) => [keyOf(field), field]));
  for (const [key, { type, name: field }] of fields) {
    if (field === '__typename') continue;
    const group = groupOf(type);
    const names = [...required.get(key)!].flatMap((name) => {
      const requiredField = conflicts.get(group)?.get(name);
      return requiredField === undefined ? [] : [[`${group}.${requiredField}`, name] as const];
    });
    const agrees = ({ named }: Part) => names.every(([slot, name]) => [undefined, name].includes(named.get(slot)));
    let part = parts.find(agrees);
    if (!part) parts.push((part = { named: new Map(), fields: new Set() }));
    for (const [slot, name] of names) part.named.set(slot, name);
    part.fields.add(key);
  }
  return parts;
}

function only(fetch: FetchNode, { named, fields }: Part, { conflicts, groupOf, required }: Splitting): FetchNode {
  const requiredBySome = new Set([...required.values()].flatMap((names) => [...names]));
  function isKept(name: string, type: string | undefined): boolean {
    const field = conflicts.get(groupOf(type))?.get(name);
    if (field === undefined) return true;
    // what no field requires is a part of the key
    return (named.get(`${groupOf(type)}.${field}`) ?? (requiredBySome.has(name) ? undefined : name)) === name;
  }
  const kept = (nodes: readonly Input[], type?: string): Input[] =>
    nodes.flatMap((node): Input[] => {
      if (node.kind === 'Field') return isKept(node.alias ?? node.name, type) ? [node] : [];
      return [{ ...node, selections: kept(node.selections, node.typeCondition ?? type) }];
    });
  const document = withFields(fetch.operationDocumentNode!, fields);
  return {
    ...fetch,
    requires: kept(fetch.requires!),
    operationDocumentNode: document,
    operation: stripIgnoredCharacters(print(document)),
    variableUsages: fetch.variableUsages?.filter((name) => usedIn(document).has(name)),
  };
}

function withFields(document: DocumentNode, fields: ReadonlySet<string>): DocumentNode {
  const kept = withinEntities(document, (name, type) => name === '__typename' || fields.has(keyOf({ type, name })));
  const used = usedIn(kept).add('representations');
  return visit(kept, { VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? false : null) });
}

/** Keeps of the entities' fields those that pass. */
function withinEntities(
  document: DocumentNode,
  passes: (field: string, type: string | undefined) => boolean,
): DocumentNode {
  const filter = (set: SelectionSetNode, type?: string): SelectionSetNode => ({
    ...set,
    selections: set.selections
      .filter((node) => node.kind !== Kind.FIELD || passes(node.name.value, type))
      .map((node) =>
        node.kind === Kind.INLINE_FRAGMENT
          ? { ...node, selectionSet: filter(node.selectionSet, node.typeCondition?.name.value ?? type) }
          : node,
      )
      .filter((node) => node.kind !== Kind.INLINE_FRAGMENT || node.selectionSet.selections.length > 0),
  });
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const { selectionSet } = operation as OperationDefinitionNode;
  const entities = selectionSet.selections[0] as FieldNode;
  const filtered = { ...entities, selectionSet: filter(entities.selectionSet!) };
  return {
    ...document,
    definitions: document.definitions.map((one) =>
      one === operation ? { ...operation, selectionSet: { ...selectionSet, selections: [filtered] } } : one,
    ),
  };
}

function usedIn(document: DocumentNode): Set<string> {
  const names = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void names.add(name.value),
  });
  return names;
}
