import { SEED } from '@parley/testing/seed';
import fc from 'fast-check';
import { execute, type ExecutionResult, type GraphQLError } from 'graphql';
import { createExecutor } from './executor';
import { randomOperation, type RandomOperation } from './random-operation.fixture';
import { randomSchema } from './random-schema.fixture';
import { Random } from './random.fixture';

/** EXECUTOR_SCHEMAS says how many schemas to make up. */
const SCHEMAS = Number(process.env['EXECUTOR_SCHEMAS'] ?? 30);
const OPERATIONS = 40;
const LIMIT_MS = 600_000;

const ROOT = { typename: 'root' };
const CONTEXT = { name: 'context' };

interface Case extends RandomOperation {
  /** The result of graphql-js, on the schema or the one whose fields may all be null. */
  expected(nullable?: boolean): Promise<ExecutionResult>;
  actual(): Promise<ExecutionResult>;
}

/** `isAsync`: whether resolvers may give promises. */
function casesOf(seed: number, isAsync: boolean): Case[] {
  const random = new Random(seed);
  const { schema, nullable } = randomSchema(random, isAsync);
  const run = createExecutor(schema);
  return Array.from({ length: OPERATIONS }, () => {
    const operation = randomOperation(schema, random);
    const { document, operationName, variables } = operation;
    const args = { document, operationName, variableValues: variables, rootValue: ROOT, contextValue: CONTEXT };
    return {
      ...operation,
      expected: async (isNullable = false) => execute({ ...args, schema: isNullable ? nullable : schema }),
      actual: async () => run({ document, operationName, variables, root: ROOT, context: CONTEXT }),
    };
  });
}

const inEach = (isAsync: boolean, check: (one: Case) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      for (const one of casesOf(seed, isAsync)) await check(one);
    }),
    { seed: SEED, numRuns: SCHEMAS, endOnFailure: true },
  );

const shownError = ({ message, path, nodes, extensions }: GraphQLError) => ({
  ...{ message, path, extensions },
  at: nodes?.map(({ loc }) => loc?.start),
});

const shown = ({ data, errors }: ExecutionResult, { source, variables, operationName }: RandomOperation) => ({
  asked: { source, variables, operationName },
  // with the order of fields
  data: JSON.stringify(data),
  errors: errors?.map(shownError),
});

it(
  'gives the result of graphql-js, with the same errors in the same order, if no resolver gives a promise',
  () =>
    inEach(false, async (one) => {
      const expected = shown(await one.expected(), one);
      expect(shown(await one.actual(), one)).toEqual(expected);
      // compiled before
      expect(shown(await one.actual(), one)).toEqual(expected);
    }),
  LIMIT_MS,
);

type Path = readonly (string | number)[];

/** Where in the data there is a null because of an error. */
function placeOf({ path = [] }: GraphQLError, data: ExecutionResult['data']): string {
  let at: unknown = data;
  let depth = 0;
  while (depth < path.length && at !== null) at = (at as Record<string, unknown>)[path[depth++]!];
  return JSON.stringify(path.slice(0, depth));
}

/** Errors by the place of their null. */
function byPlace({ data, errors = [] }: ExecutionResult): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const error of errors) {
    const place = placeOf(error, data);
    places.set(place, [...(places.get(place) ?? []), JSON.stringify(shownError(error))].sort());
  }
  return places;
}

/** Errors of the nulls themselves. Which ones are met of those that made an ancestor null is a matter of time. */
const ownErrors = (places: ReadonlyMap<string, string[]>): string[] =>
  Array.from(places)
    .filter(([place, errors]) => errors.every((error) => error.includes(`"path":${place},`)))
    .flatMap(([, errors]) => errors)
    .sort();

it(
  'gives the data of graphql-js, with the errors of the same nulls, if resolvers give promises',
  () =>
    inEach(true, async (one) => {
      const expected = await one.expected();
      const actual = await one.actual();
      const { asked, data } = shown(actual, one);
      expect({ asked, data }).toEqual({ asked, data: shown(expected, one).data });
      const told = (places: ReadonlyMap<string, string[]>) => ({
        ...{ asked, nulls: [...places.keys()].sort(), own: ownErrors(places) },
      });
      expect(told(byPlace(actual))).toEqual(told(byPlace(expected)));
      const isPossible = possibleErrors(await one.expected(true));
      expect({ asked, errors: actual.errors?.filter((error) => !isPossible(error)) ?? [] }).toEqual({
        asked,
        errors: [],
      });
      const paths = (actual.errors ?? []).map(({ path }) => JSON.stringify(path));
      expect({ asked, paths: [...new Set(paths)] }).toEqual({ asked, paths });
    }),
  LIMIT_MS,
);

/** Those of the same operation if all fields may be null, and the ones that then need not be. */
function possibleErrors({ data, errors = [] }: ExecutionResult): (error: GraphQLError) => boolean {
  const known = new Set(errors.map((error) => JSON.stringify(shownError(error))));
  return (error) => {
    if (known.has(JSON.stringify(shownError(error)))) return true;
    if (!error.message.startsWith('Cannot return null for non-nullable field ')) return false;
    return placeOf(error, data) === JSON.stringify(error.path) && valueAt(error.path!, data) === null;
  };
}

const valueAt = (path: Path, data: unknown): unknown =>
  path.reduce((at, key) => (at as Record<string, unknown> | null)?.[key], data);
