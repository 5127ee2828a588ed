import {
  doTypesOverlap,
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { lasting, type Names } from './names';
import { isWithin, type Selections } from './selections';

/** What is planned in the place of a client's operation, and what its variables are called by the client. */
export interface InternalOperation {
  /** Undefined where nothing is fetched for it. */
  document: DocumentNode | undefined;
  variables: ReadonlyMap<string, string>;
}

/** The planner's own name for the entities that it looks up. */
const TAKEN_VARIABLE = 'representations';

/**
 * The same operation with fragments unfolded, conditions resolved, and names of the gateway's own. It says where a
 * concrete type has to be known, so that the planner finds a subgraph that knows it.
 */
export function internalOperation(selections: Selections, names: Names): InternalOperation {
  const { schema, operation } = selections;
  const root = schema.getRootType(operation.operation)!;
  const selectionSet = rootSet(selections, names, root);
  const variables = variableNames(operation);
  if (!selectionSet) return { document: undefined, variables };
  const used = new Set<string>();
  const renamed = visit(selectionSet, {
    Variable(node) {
      const name = variables.get(node.name.value)!;
      used.add(node.name.value);
      return name === node.name.value ? undefined : { ...node, name: { ...node.name, value: name } };
    },
  });
  const definition: OperationDefinitionNode = {
    ...operation,
    variableDefinitions: operation.variableDefinitions
      ?.filter(({ variable }) => used.has(variable.name.value))
      .map((node) => ({ ...node, variable: { ...node.variable, name: nameNode(variables.get(nameOf(node))!) } })),
    selectionSet: renamed,
  };
  const byClient = new Map([...variables].map(([name, internal]) => [internal, name]));
  return { document: { kind: Kind.DOCUMENT, definitions: [definition] }, variables: byClient };
}

/** The root's selections; a mutation has each field once for each response name, in the order of CollectFields. */
function rootSet(selections: Selections, names: Names, root: GraphQLObjectType): SelectionSetNode | undefined {
  const { operation } = selections;
  const fields = [...selections.fieldsOf(root, [operation.selectionSet]).values()];
  const isMutation = operation.operation === OperationTypeNode.MUTATION;
  const nodes = fields.flatMap((same) =>
    same
      .filter(({ name }) => !name.value.startsWith('__'))
      .map((node) => fieldNode(node, root, { selections, names, isRoot: isMutation })),
  );
  return nodes.length > 0 ? { kind: Kind.SELECTION_SET, selections: nodes } : undefined;
}

interface Making {
  selections: Selections;
  names: Names;
  /** Runs once for each response name. */
  isRoot?: boolean;
}

function fieldNode(node: FieldNode, parent: GraphQLCompositeType, making: Making): FieldNode {
  const { names, selections, isRoot } = making;
  const name = isRoot ? names.ofRoot(node) : names.of(node);
  const field = (parent as GraphQLObjectType | GraphQLInterfaceType).getFields?.()[node.name.value];
  const type = field && getNamedType(field.type);
  return {
    kind: Kind.FIELD,
    name: node.name,
    alias: name === node.name.value ? undefined : nameNode(name),
    arguments: node.arguments,
    directives: node.name.value === '__typename' ? [] : lasting(node.directives),
    selectionSet:
      node.selectionSet && isCompositeType(type) ? innerSet(node.selectionSet, type, { names, selections }) : undefined,
  };
}

function innerSet(set: SelectionSetNode, type: GraphQLCompositeType, making: Making): SelectionSetNode {
  const nodes = selectionNodes(set, type, making);
  if (nodes.length === 0 || needsType(nodes, type, making.selections)) nodes.unshift(TYPENAME);
  return { kind: Kind.SELECTION_SET, selections: nodes };
}

function selectionNodes(set: SelectionSetNode, type: GraphQLCompositeType, making: Making): SelectionNode[] {
  const { selections } = making;
  return selections.included(set).flatMap((node): SelectionNode[] => {
    if (node.kind === Kind.FIELD) return [fieldNode(node, type, making)];
    const inner = selections.fragment(node, type);
    if (!doTypesOverlap(selections.schema, type, inner.type)) return [];
    const directives = lasting(node.directives);
    const isAll = isWithin(selections.schema, type, inner.type) && directives.length === 0;
    const nodes = selectionNodes(inner.selectionSet, isAll ? type : inner.type, making);
    if (isAll || nodes.length === 0) return nodes;
    const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: nodes };
    return [{ kind: Kind.INLINE_FRAGMENT, typeCondition: typeNode(inner.type), directives, selectionSet }];
  });
}

/** Whether what is selected depends on which concrete type an object is of. */
const needsType = (nodes: readonly SelectionNode[], type: GraphQLCompositeType, { schema }: Selections): boolean =>
  isAbstractType(type) &&
  nodes.some(
    (node) =>
      node.kind === Kind.INLINE_FRAGMENT &&
      node.typeCondition !== undefined &&
      !isWithin(schema, type, schema.getType(node.typeCondition.name.value) as GraphQLCompositeType),
  );

/** Internal names by the client's. */
function variableNames({ variableDefinitions = [] }: OperationDefinitionNode): Map<string, string> {
  const names = variableDefinitions.map(nameOf);
  let free = TAKEN_VARIABLE;
  while (names.includes(free)) free += '_';
  return new Map(names.map((name) => [name, name === TAKEN_VARIABLE ? free : name]));
}

type VariableDefinition = NonNullable<OperationDefinitionNode['variableDefinitions']>[number];
const nameOf = ({ variable }: VariableDefinition): string => variable.name.value;
const nameNode = (value: string) => ({ kind: Kind.NAME, value }) as const;
const typeNode = ({ name }: GraphQLCompositeType) => ({ kind: Kind.NAMED_TYPE, name: nameNode(name) }) as const;
const TYPENAME: FieldNode = { kind: Kind.FIELD, name: nameNode('__typename') };
