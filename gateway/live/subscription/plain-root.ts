import { ParleyError } from '@parley/contracts/errors';
import {
  getOperationAST,
  Kind,
  visit,
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import { fragmentsOf, rootFields, type Selected } from '../../federation/root-fields';
import { variablesIn } from '../variables';

/**
 * The same subscription with its one root field written plainly: in no fragment, without `@skip` and `@include`, once.
 * What only those used is left out. A document that is plain already is returned as it is.
 * Errors: VALIDATION_FAILED unless these variables select exactly one field.
 */
export function withPlainRoot(api: GraphQLSchema, given: Selected): DocumentNode {
  const { document, operation } = given;
  const { selections } = operation.selectionSet;
  if (selections.length === 1 && isPlain(selections[0]!)) return document;
  const [fields, ...others] = [...(rootFields(api, given)?.values() ?? [])];
  const [first] = fields ?? [];
  if (!fields || !first || others.length > 0)
    throw new ParleyError('VALIDATION_FAILED', 'A subscription selects exactly one root field, however it is written');
  return plainDocument(document, operation, merged(first, fields));
}

/** The operation's definition in a document that `withPlainRoot` made, and its root field. */
export function plainRoot(document: DocumentNode, operationName: string | undefined): FieldNode {
  return getOperationAST(document, operationName)!.selectionSet.selections[0] as FieldNode;
}

const isPlain = (selection: SelectionNode): boolean => selection.kind === Kind.FIELD && !selection.directives?.length;

const CONDITIONS: ReadonlySet<string> = new Set(['skip', 'include']);

/** One field that selects what all of them do; validation has found that their arguments are the same. */
function merged(first: FieldNode, fields: readonly FieldNode[]): FieldNode {
  const selections = fields.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  return {
    ...first,
    directives: first.directives?.filter(({ name }) => !CONDITIONS.has(name.value)),
    selectionSet: first.selectionSet && { kind: Kind.SELECTION_SET, selections },
  };
}

/** Without operations, fragments and variables that the field does not need: validation refuses what is not used. */
function plainDocument(document: DocumentNode, operation: OperationDefinitionNode, field: FieldNode): DocumentNode {
  const fragments = usedFragments(field, fragmentsOf(document));
  const variables = variablesIn([field, ...fragments]);
  const plain: OperationDefinitionNode = {
    ...operation,
    variableDefinitions: operation.variableDefinitions?.filter(({ variable }) => variables.has(variable.name.value)),
    selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
  };
  return { kind: Kind.DOCUMENT, definitions: [plain, ...fragments] };
}

/** Those that are spread in the field, or in another one of them. */
function usedFragments(field: FieldNode, all: readonly FragmentDefinitionNode[]): FragmentDefinitionNode[] {
  const used = new Set<FragmentDefinitionNode>();
  let found: readonly (FieldNode | FragmentDefinitionNode)[] = [field];
  while (found.length > 0) {
    const names = spreadsIn(found);
    const more = all.filter((one) => names.has(one.name.value) && !used.has(one));
    for (const one of more) used.add(one);
    found = more;
  }
  return all.filter((one) => used.has(one));
}

function spreadsIn(nodes: readonly ASTNode[]): Set<string> {
  const names = new Set<string>();
  for (const node of nodes) visit(node, { FragmentSpread: ({ name }) => void names.add(name.value) });
  return names;
}
