import { ParleyError } from '@parley/contracts/errors';
import {
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { responseNameOf } from '../../execution/names';

/** What the root of one mutation may select. */
export interface RootLimits {
  /** Fields of which an operation may have one, as `Mutation.signIn`. */
  readonly once: ReadonlySet<string>;
  /** All other fields of a mutation. */
  readonly maxMutations: number;
}

/**
 * Why a mutation selects too many root fields, if it does. Fields are counted by response name, with those of fragments, and
 * whether or not variables skip them.
 */
export function rootProblem(
  { document, operation, parent }: { document: DocumentNode; operation: OperationDefinitionNode; parent: string },
  { once, maxMutations }: RootLimits,
): ParleyError | undefined {
  if (operation.operation !== OperationTypeNode.MUTATION) return undefined;
  const fields = [...rootFieldsIn(document, operation.selectionSet).values()];
  const alone = fields.filter(({ name }) => once.has(`${parent}.${name.value}`));
  const others = fields.length - alone.length;
  if (alone.length > 1) {
    const message = `A mutation may select only one field such as ${alone[0]!.name.value}; this one selects ${alone.length}`;
    return tooMany(message, { fields: alone.length, limit: 1 });
  }
  if (others > maxMutations)
    return tooMany(`The mutation has ${others} root fields; ${maxMutations} are allowed`, {
      fields: others,
      limit: maxMutations,
    });
  return undefined;
}

function rootFieldsIn({ definitions }: DocumentNode, root: SelectionSetNode): ReadonlyMap<string, FieldNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const fields = new Map<string, FieldNode>();
  const seen = new Set<string>();
  function collect({ selections }: SelectionSetNode): void {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) fields.set(responseNameOf(node), node);
      else if (node.kind === Kind.INLINE_FRAGMENT) collect(node.selectionSet);
      else if (!seen.has(node.name.value)) {
        seen.add(node.name.value);
        collect(fragments.get(node.name.value)!.selectionSet);
      }
    }
  }
  collect(root);
  return fields;
}

const tooMany = (message: string, details: { fields: number; limit: number }): ParleyError =>
  new ParleyError('QUERY_TOO_COMPLEX', message, { details: { ...details, http: { status: 400 } } });
