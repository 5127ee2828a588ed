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

/** By subgraph and field, as `subgraph field`: the names that what it requires has inside. */
export type RequiredNames = ReadonlyMap<string, ReadonlySet<string>>;

/** Fields that one representation is enough for. `named`: the name inside of each that is required more than once. */
interface Part {
  named: Map<string, string>;
  fields: Set<string>;
}

/**
 * A representation has each field once. Where fields of one fetch require the same field with different arguments, the
 * fetch becomes several, each with the fields that agree.
 */
export function splitFetch(fetch: FetchNode, required: RequiredNames): FetchNode[] {
  const conflicts = conflictsIn(fetch.requires ?? []);
  if (conflicts.size === 0) return [fetch];
  return partsOf(fetch, conflicts, required).map((part) => only(fetch, part, conflicts));
}

/** Names inside that stand for the same field, each with that field. */
function conflictsIn(requires: readonly QueryPlanSelectionNode[]): Map<string, string> {
  const byField = new Map<string, Set<string>>();
  for (const node of requires)
    for (const one of node.kind === 'Field' ? [node] : node.selections)
      if (one.kind === 'Field') byField.set(one.name, (byField.get(one.name) ?? new Set()).add(one.alias ?? one.name));
  const several = [...byField].filter(([, names]) => names.size > 1);
  return new Map(several.flatMap(([field, names]) => [...names].map((name) => [name, field] as const)));
}

function partsOf(fetch: FetchNode, conflicts: ReadonlyMap<string, string>, required: RequiredNames): Part[] {
  const parts: Part[] = [];
  for (const field of entityFields(fetch.operationDocumentNode!)) {
    const names = [...(required.get(`${fetch.serviceName} ${field}`) ?? [])].filter((name) => conflicts.has(name));
    const agrees = ({ named }: Part) =>
      names.every((name) => [undefined, name].includes(named.get(conflicts.get(name)!)));
    let part = parts.find(agrees);
    if (!part) parts.push((part = { named: new Map(), fields: new Set() }));
    for (const name of names) part.named.set(conflicts.get(name)!, name);
    part.fields.add(field);
  }
  return parts;
}

function only(fetch: FetchNode, { named, fields }: Part, conflicts: ReadonlyMap<string, string>): FetchNode {
  const isKept = (node: QueryPlanSelectionNode) => {
    if (node.kind !== 'Field') return true;
    const name = node.alias ?? node.name;
    return !conflicts.has(name) || named.get(node.name) === name;
  };
  const requires = fetch.requires!.map((node) =>
    node.kind === 'Field' ? node : { ...node, selections: node.selections.filter(isKept) },
  );
  const document = withFields(fetch.operationDocumentNode!, fields);
  return {
    ...fetch,
    requires,
    operationDocumentNode: document,
    operation: stripIgnoredCharacters(print(document)),
    variableUsages: fetch.variableUsages?.filter((name) => usedIn(document).has(name)),
  };
}

/** The fields that are fetched of the entities. */
function entityFields(document: DocumentNode): Set<string> {
  const names = new Set<string>();
  withinEntities(document, (node) => {
    names.add(node.name.value);
    return true;
  });
  names.delete('__typename');
  return names;
}

function withFields(document: DocumentNode, fields: ReadonlySet<string>): DocumentNode {
  const kept = withinEntities(document, ({ name }) => name.value === '__typename' || fields.has(name.value));
  const used = usedIn(kept).add('representations');
  return visit(kept, { VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? false : null) });
}

/** Keeps of the entities' fields those that pass. */
function withinEntities(document: DocumentNode, passes: (node: FieldNode) => boolean): DocumentNode {
  const filter = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections
      .filter((node) => node.kind !== Kind.FIELD || passes(node))
      .map((node) => (node.kind === Kind.INLINE_FRAGMENT ? { ...node, selectionSet: filter(node.selectionSet) } : node))
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
