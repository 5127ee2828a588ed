import type { GraphQLDataSource } from '@apollo/gateway';
import { GraphQLError } from 'graphql';

type Path = readonly (string | number)[];
type Fetch = Parameters<GraphQLDataSource['process']>[0];
type Entity = Record<string, unknown>;

/**
 * Lets errors of entities have the path of their own entity.
 *
 * The executor counts an error's representation among all entities at the fetch's path, also where it sent only some of
 * them: those of one type of a union, say. Here the index is made that of the entity which the representation is of. The
 * data of root fetches are remembered for that: the executor merges everything else into those very objects.
 */
export function withEntityPaths(source: GraphQLDataSource, rootsOf: WeakMap<object, Entity[]>): GraphQLDataSource {
  return {
    async process(fetch) {
      const response = await source.process(fetch);
      const { representations } = (fetch.request.variables ?? {}) as { representations?: Entity[] };
      const operation = 'incomingRequestContext' in fetch ? fetch.incomingRequestContext : undefined;
      if (!operation) return response;
      const roots = rootsOf.get(operation) ?? [];
      if (!representations) {
        if (response.data) rootsOf.set(operation, [...roots, response.data]);
        return response;
      }
      if (!response.errors) return response;
      const indexes = indexesOf(representations, entitiesAt(roots, fetch));
      return indexes
        ? { ...response, errors: response.errors.map((error) => moved(error as GraphQLError, indexes)) }
        : response;
    },
  };
}

function moved(error: GraphQLError, indexes: readonly number[]): GraphQLError {
  const [first, index, ...rest] = error.path ?? [];
  if (first !== '_entities' || typeof index !== 'number' || indexes[index] === undefined) return error;
  return new GraphQLError(error.message, {
    path: [first, indexes[index], ...rest],
    originalError: error,
    extensions: error.extensions,
  });
}

function entitiesAt(roots: readonly Entity[], fetch: Fetch): Entity[] {
  const path = ('pathInIncomingRequest' in fetch && fetch.pathInIncomingRequest) || [];
  const found = roots.map((root) => flattened(root, path).filter(isEntity));
  // where several subgraphs answered the same root field, the first of them has what the others were merged into
  return found.find((entities) => entities.length > 0) ?? [];
}

function flattened(value: unknown, [step, ...rest]: Path): unknown[] {
  if (step === undefined) return Array.isArray(value) ? value : [value];
  if (value === null || typeof value !== 'object') return [];
  if (step === '@') return (value as unknown[]).flatMap((element) => flattened(element, rest));
  return flattened((value as Entity)[step], rest);
}

const isEntity = (value: unknown): value is Entity => typeof value === 'object' && value !== null;

/** For each representation the index of its entity; both are in the same order. Undefined where that can't be told. */
function indexesOf(representations: readonly Entity[], entities: readonly Entity[]): number[] | undefined {
  if (representations.length === entities.length) return undefined;
  // a representation to an interface object has the interface's name
  return inOrder(representations, entities, true) ?? inOrder(representations, entities, false);
}

function inOrder(
  representations: readonly Entity[],
  entities: readonly Entity[],
  sameType: boolean,
): number[] | undefined {
  const indexes: number[] = [];
  let at = 0;
  for (const { __typename, ...keys } of representations) {
    while (
      at < entities.length &&
      !(isWithin(keys, entities[at]) && (!sameType || entities[at]!.__typename === __typename))
    )
      at++;
    if (at === entities.length) return undefined;
    indexes.push(at++);
  }
  return indexes;
}

/** Everything that `part` has is in `whole` too. */
function isWithin(part: unknown, whole: unknown): boolean {
  if (!isEntity(part) || !isEntity(whole)) return part === whole;
  return Object.entries(part).every(([name, value]) => isWithin(value, whole[name]));
}
