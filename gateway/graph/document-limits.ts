import { ParleyError } from '@parley/contracts/errors';
import {
  GraphQLError,
  Kind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { responseNameOf } from '../execution/names';

/** Tokens of a document: bounds what parsing and validating it can cost. */
export const MAX_TOKENS = 8_000;
/** Fields inside fields, fragments expanded. */
const MAX_DEPTH = 24;
/** Levels of selections, fragments among them: the query planner is recursive. */
const MAX_NESTING = 100;
/** Lists and objects inside each other in a value of a document: 300 of them stopped a process in the query planner. */
const MAX_VALUE_DEPTH = 12;
/** Selections of an operation, fragments expanded: bounds what planning it can cost. */
const MAX_SELECTIONS = 2_000;
/** Fragments of a document: validation compares each with each. */
const MAX_FRAGMENTS = 200;
/** Pairs of fields with one response name in one place: validation compares them. */
const MAX_PAIRS = 20_000;

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/**
 * Why a document is too complex to be validated and planned; empty if it is not. This takes linear time: each fragment is
 * measured once, and pairs are counted only in operations within the other limits.
 */
export function limitErrors(document: DocumentNode): GraphQLError[] {
  const { definitions } = document;
  const fragments = definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [one] : []));
  const operations = definitions.flatMap((one) => (one.kind === Kind.OPERATION_DEFINITION ? [one] : []));
  if (fragments.length > MAX_FRAGMENTS)
    return [tooComplex(`has ${fragments.length} fragments; ${MAX_FRAGMENTS} are allowed`)];
  const byName: Fragments = new Map(fragments.map((one) => [one.name.value, one]));
  const { sizeOf, hasCycle } = sizes(byName);
  const problems = [
    ...operations.flatMap(({ selectionSet }) => problemsOf(sizeOf(selectionSet))),
    ...(hasDeepValue(document) ? [`has values more than ${MAX_VALUE_DEPTH} levels deep`] : []),
  ];
  // a validation rule reports cycles
  if (problems.length === 0 && !hasCycle())
    for (const { selectionSet } of operations)
      if (countPairs([selectionSet], byName) > MAX_PAIRS) problems.push('selects too many fields under one name');
  return problems.map(tooComplex);
}

interface Size {
  depth: number;
  nesting: number;
  selections: number;
}
const NOTHING: Size = { depth: 0, nesting: 0, selections: 0 };

function problemsOf({ depth, nesting, selections }: Size): string[] {
  const problems: string[] = [];
  if (depth > MAX_DEPTH) problems.push(`is ${depth} levels deep; ${MAX_DEPTH} are allowed`);
  if (nesting > MAX_NESTING)
    problems.push(`nests ${nesting} levels of fragments and fields; ${MAX_NESTING} are allowed`);
  if (selections > MAX_SELECTIONS) problems.push(`selects ${selections} fields; ${MAX_SELECTIONS} are allowed`);
  return problems;
}

function sizes(fragments: Fragments) {
  const known = new Map<string, Size>();
  const open = new Set<string>();
  let cycle = false;

  function sizeOfFragment(name: string): Size {
    const size = known.get(name);
    if (size) return size;
    const fragment = fragments.get(name);
    cycle ||= open.has(name);
    if (!fragment || open.has(name)) return NOTHING;
    open.add(name);
    const measured = sizeOf(fragment.selectionSet);
    open.delete(name);
    known.set(name, measured);
    return measured;
  }

  function sizeOf({ selections }: SelectionSetNode): Size {
    const total = { depth: 0, nesting: 1, selections: selections.length };
    for (const node of selections) {
      const isSpread = node.kind === Kind.FRAGMENT_SPREAD;
      const inner = isSpread ? sizeOfFragment(node.name.value) : node.selectionSet && sizeOf(node.selectionSet);
      total.selections += inner?.selections ?? 0;
      total.nesting = Math.max(total.nesting, (inner?.nesting ?? 0) + 1);
      total.depth = Math.max(total.depth, (inner?.depth ?? 0) + (node.kind === Kind.FIELD ? 1 : 0));
    }
    return total;
  }
  return { sizeOf, hasCycle: () => cycle };
}

/** In sets that are merged: for each response name, the square of how often it is selected, and the same in its fields. */
function countPairs(sets: readonly SelectionSetNode[], fragments: Fragments): number {
  const byName = new Map<string, { count: number; sets: SelectionSetNode[] }>();
  function collect({ selections }: SelectionSetNode): void {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const name = responseNameOf(node);
        const same = byName.get(name) ?? { count: 0, sets: [] };
        byName.set(name, same);
        same.count++;
        if (node.selectionSet) same.sets.push(node.selectionSet);
        continue;
      }
      const inner =
        node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value)?.selectionSet : node.selectionSet;
      if (inner) collect(inner);
    }
  }
  for (const set of sets) collect(set);
  let pairs = 0;
  for (const { count, sets: inner } of byName.values())
    pairs += (count > 1 ? count * count : 0) + (inner.length > 0 ? countPairs(inner, fragments) : 0);
  return pairs;
}

function hasDeepValue(document: DocumentNode): boolean {
  let depth = 0;
  let deepest = 0;
  const value = {
    enter: () => void (deepest = Math.max(deepest, ++depth)),
    leave: () => void depth--,
  };
  visit(document, { ListValue: value, ObjectValue: value });
  return deepest > MAX_VALUE_DEPTH;
}

function tooComplex(how: string): GraphQLError {
  const originalError = new ParleyError('QUERY_TOO_COMPLEX', `The operation ${how}`);
  return new GraphQLError(originalError.message, { originalError });
}
