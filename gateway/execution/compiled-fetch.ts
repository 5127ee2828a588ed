import type { FetchNode } from '@apollo/query-planner';
import { Kind, parse, type DocumentNode, type SelectionSetNode } from 'graphql';
import type { RequiredPaths } from './missing-required';
import { responseNameOf } from './names';
import { compileRepresentation, type Represent } from './representation';
import { compileRewrites, renamed, type Rewriting } from './rewrites';
import type { FetchSource } from './source';
import type { TypesOf } from './types-of';

/** A fetch of a plan, with everything worked out that does not depend on the request. */
export interface CompiledFetch {
  readonly subgraph: string;
  readonly source: FetchSource;
  readonly document: DocumentNode;
  readonly query: string;
  readonly operationName: string | undefined;
  readonly isMutation: boolean;
  /** The event of a subscription has its response; nothing is sent. */
  readonly isEvent: boolean;
  readonly variables: readonly string[];
  /** For entities. */
  readonly represent?: Represent;
  readonly rewriteInput?: Rewriting;
  readonly rewriteOutput?: Rewriting;
  /** Names that `rewriteOutput` renames in responses, with the new name. */
  readonly renamed: ReadonlyMap<string | number, string>;
  /** What is fetched of the root, or of each entity. */
  readonly fields: readonly string[];
  /** The path at which its data is merged. */
  readonly path: readonly string[];
  /** Equal for fetches that can be batched into one. */
  readonly key: string;
}

export interface FetchParts {
  requiredPaths: RequiredPaths;
  /** As `subgraph Type.field`: those that are `@external` in a subgraph. */
  externalFields: ReadonlySet<string>;
  sources: Readonly<Record<string, FetchSource>>;
  types: TypesOf;
}

/** Errors: for a subgraph that is not there. */
export function compileFetch(node: FetchNode, path: readonly string[], { sources, types }: FetchParts): CompiledFetch {
  const { serviceName: subgraph, operation: query, operationName, requires, inputRewrites, outputRewrites } = node;
  const source = sources[subgraph];
  if (!source) throw new Error(`The plan fetches from a subgraph that is not there: ${subgraph}`);
  const document = node.operationDocumentNode ?? parse(query, { noLocation: true });
  const aliases = renamed(outputRewrites);
  const fields = fieldsFetched(document, requires !== undefined).map((name) => aliases.get(name) ?? name);
  return {
    ...{ subgraph, source, document, query, operationName, path, fields },
    isMutation: node.operationKind === 'mutation',
    isEvent: node.operationKind === 'subscription',
    variables: node.variableUsages ?? [],
    represent: requires && compileRepresentation(requires, types),
    rewriteInput: compileRewrites(inputRewrites, types),
    rewriteOutput: compileRewrites(outputRewrites, types),
    renamed: aliases,
    key: `${subgraph} ${operationName ? query.replace(operationName, '') : query} ${JSON.stringify(outputRewrites ?? '')}`,
  };
}

/** The fields of the root, or of the entities. */
function fieldsFetched(document: DocumentNode, ofEntities: boolean): string[] {
  const names = new Set<string>();
  const fragments = new Map<string, SelectionSetNode>();
  for (const one of document.definitions)
    if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one.selectionSet);
  function collect(set: SelectionSetNode | undefined, depth: number): void {
    for (const node of set?.selections ?? []) {
      if (node.kind === Kind.FRAGMENT_SPREAD) collect(fragments.get(node.name.value), depth);
      else if (node.kind === Kind.INLINE_FRAGMENT) collect(node.selectionSet, depth);
      else if (depth > 0) collect(node.selectionSet, depth - 1);
      else names.add(responseNameOf(node));
    }
  }
  for (const one of document.definitions)
    if (one.kind === Kind.OPERATION_DEFINITION) collect(one.selectionSet, ofEntities ? 1 : 0);
  names.delete('__typename');
  return [...names];
}
