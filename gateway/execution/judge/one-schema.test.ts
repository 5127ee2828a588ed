import { SEED } from '@parley/testing/seed';
import { parse, type ExecutionResult } from 'graphql';
import { memoryGraph, LINK, type MemoryGraph } from '../memory-graph.fixture';
import { judge, resolverOf, subgraphSchema, typeResolver } from './data.fixture';
import { makeOperation } from './operations.fixture';
import { Random } from './random.fixture';
import { subgraphSdl } from './sdl.fixture';
import { makeWorld, type World } from './world.fixture';

/**
 * One schema is the judge: a graph is made up and split into subgraphs, and operations are executed, and each result is compared with that of graphql-js
 * them for the same graph in one schema. JUDGE_WORLDS says how many graphs to make up.
 */
const WORLDS = Number(process.env.JUDGE_WORLDS ?? 40);
const OPERATIONS = 25;
const LIMIT_MS = WORLDS > 1_000 ? 2_147_483_647 : 600_000;

/** The graph in its subgraphs. Undefined where they don't compose. */
function split(world: World, seed: number, mutations: number[]): MemoryGraph | undefined {
  const parts = world.subgraphs.map((name) => {
    const sdl = subgraphSdl(world, name);
    const schema = subgraphSchema(world, LINK + sdl);
    return [name, { sdl, schema, fieldResolver: resolverOf(world, seed, mutations), typeResolver }] as const;
  });
  try {
    return memoryGraph(Object.fromEntries(parts));
  } catch {
    return undefined;
  }
}

/** Where there is a null because of errors. */
function nulls({ data, errors = [] }: ExecutionResult): string[] {
  const places = errors.map(({ path = [] }) => {
    let at: unknown = data;
    let depth = 0;
    while (depth < path.length && at !== null && at !== undefined) at = (at as Record<string, unknown>)[path[depth++]!];
    return path.slice(0, depth).join('.');
  });
  return [...new Set(places)].sort();
}

/** Differs in nothing but which of several errors of a null were met first. */
const comparable = (operation: object, result: ExecutionResult) => ({
  operation,
  // with the order of fields
  data: JSON.stringify(result.data),
  nulls: nulls(result),
});

async function executesAs(one: ReturnType<typeof judge>, graph: MemoryGraph, seed: number): Promise<void> {
  const operation = { seed, ...makeOperation(one.schema, new Random(seed)) };
  const expected = one.execute(parse(operation.query), operation.variables);
  const actual = await graph.execute(operation.query, operation.variables);
  expect(comparable(operation, actual)).toEqual(comparable(operation, expected));
}

it(
  'has the results of one schema',
  async () => {
    let composed = 0;
    for (let seed = SEED; seed < SEED + WORLDS; seed++) {
      const world = makeWorld(new Random(seed));
      const mutations: number[] = [];
      const graph = split(world, seed, mutations);
      if (!graph) continue;
      composed++;
      const one = judge(world, seed);
      for (let index = 0; index < OPERATIONS; index++) {
        mutations.length = 0;
        await executesAs(one, graph, seed * 1_000 + index);
      }
    }
    expect(composed).toBeGreaterThan(WORLDS * 0.8);
  },
  LIMIT_MS,
);
