import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { responseNameOf } from './names';

/** Values of the variables that decide what is selected. */
export type Conditions = Readonly<Record<string, unknown>>;

/** What an operation selects once its conditions are known. */
export interface Selections {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  /** The selections of a set that are included. */
  included(set: SelectionSetNode): readonly SelectionNode[];
  /** What an inline fragment or a spread selects, and of which type. */
  fragment(
    node: Exclude<SelectionNode, FieldNode>,
    parent: GraphQLCompositeType,
  ): { type: GraphQLCompositeType; selectionSet: SelectionSetNode };
  /** CollectFields of the specification, 6.3.2: by response name and in order, what is selected of a type. */
  fieldsOf(type: GraphQLCompositeType, sets: readonly SelectionSetNode[]): ReadonlyMap<string, readonly FieldNode[]>;
}

export function createSelections(
  {
    schema,
    document,
    operation,
  }: { schema: GraphQLSchema; document: DocumentNode; operation: OperationDefinitionNode },
  conditions: Conditions,
): Selections {
  const fragments = fragmentsOf(document);
  const isIncluded = (node: SelectionNode): boolean =>
    getDirectiveValues(GraphQLSkipDirective, node, conditions)?.if !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, conditions)?.if !== false;
  const included = ({ selections }: SelectionSetNode) => selections.filter(isIncluded);
  const named = (name: string) => schema.getType(name) as GraphQLCompositeType;

  const fragment: Selections['fragment'] = (node, parent) => {
    if (node.kind === Kind.INLINE_FRAGMENT)
      return {
        type: node.typeCondition ? named(node.typeCondition.name.value) : parent,
        selectionSet: node.selectionSet,
      };
    const { typeCondition, selectionSet } = fragments.get(node.name.value)!;
    return { type: named(typeCondition.name.value), selectionSet };
  };

  function collect(type: GraphQLCompositeType, set: SelectionSetNode, into: Map<string, FieldNode[]>): void {
    for (const node of included(set)) {
      if (node.kind === Kind.FIELD) {
        const known = into.get(responseNameOf(node));
        if (known) known.push(node);
        else into.set(responseNameOf(node), [node]);
        continue;
      }
      const inner = fragment(node, type);
      if (isWithin(schema, type, inner.type)) collect(type, inner.selectionSet, into);
    }
  }

  return {
    schema,
    operation,
    included,
    fragment,
    fieldsOf(type, sets) {
      const fields = new Map<string, FieldNode[]>();
      for (const set of sets) collect(type, set, fields);
      return fields;
    },
  };
}

/** Whether every object of one type is one of the other too. */
export const isWithin = (schema: GraphQLSchema, type: GraphQLCompositeType, other: GraphQLCompositeType): boolean =>
  type === other || (isAbstractType(other) && schema.isSubType(other, type as never));

/** The variables that `@skip` and `@include` read in an operation, in the order of the alphabet. */
export function conditionsIn(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: [given] = [] }) {
      if (name.value !== 'skip' && name.value !== 'include') return;
      if (given?.value.kind === Kind.VARIABLE) names.add(given.value.name.value);
    },
  });
  return [...names].sort();
}

const fragmentsOf = ({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])));
