import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { responseNameOf } from './names';
import { renamed } from './rewrites';
import type { TypesOf } from './types-of';

/** A field that a fetch requires or selects. Fragments are unfolded. */
export interface PlannedField {
  readonly name: string;
  /** In the gateway's data. */
  readonly responseName: string;
  /** The type that it is selected of. Undefined where no fragment says it. */
  readonly type: string | undefined;
  /** What is selected of its objects. */
  readonly fields: readonly PlannedField[];
}

/** What the representations of a fetch have. Undefined for a fetch of root fields. */
export function representedBy({ requires }: FetchNode, types: TypesOf): readonly PlannedField[] | undefined {
  const fieldsOf = (nodes: readonly QueryPlanSelectionNode[] = [], type?: string): PlannedField[] =>
    nodes.flatMap((node) => {
      if (node.kind === 'InlineFragment') return fieldsOf(node.selections, node.typeCondition ?? type);
      const { name, alias = name, selections } = node;
      return [{ name, responseName: alias, type, fields: fieldsOf(selections, types.fieldType(type, name)) }];
    });
  return requires && fieldsOf(requires);
}

/** What a fetch selects of the root, or of its entities. */
export function selectedBy(fetch: FetchNode, types: TypesOf): readonly PlannedField[] {
  const aliases = renamed(fetch.outputRewrites);
  const fieldsOf = (set: SelectionSetNode | undefined, type?: string): PlannedField[] =>
    (set?.selections ?? []).flatMap((node) => {
      // the gateway plans without named fragments
      if (node.kind === Kind.FRAGMENT_SPREAD) return [];
      if (node.kind === Kind.INLINE_FRAGMENT)
        return fieldsOf(node.selectionSet, node.typeCondition?.name.value ?? type);
      const name = node.name.value;
      const sent = responseNameOf(node);
      const fields = fieldsOf(node.selectionSet, types.fieldType(type, name));
      return [{ name, responseName: aliases.get(sent) ?? sent, type, fields }];
    });
  const { definitions } = fetch.operationDocumentNode!;
  const { operation, selectionSet } = definitions.find(
    (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
  )!;
  const root = fieldsOf(selectionSet, types.rootType(operation));
  return fetch.requires ? root.flatMap(({ fields }) => fields) : root;
}

/** Response names from an object to each of its fields, and to the fields in those: `ref`, `ref.no`. */
export function pathsIn(fields: readonly PlannedField[], at = '', paths = new Set<string>()): ReadonlySet<string> {
  for (const { name, responseName, fields: inner } of fields) {
    if (name !== '__typename') paths.add(at + responseName);
    pathsIn(inner, `${at}${responseName}.`, paths);
  }
  return paths;
}
