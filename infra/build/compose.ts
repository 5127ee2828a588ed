import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { composeServices } from '@apollo/composition';
import { buildSchema, lexicographicSortSchema, parse, printSchema, type GraphQLSchema } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { versionOf } from '@parley/contracts/events';
import { eventSchemas } from '@parley/contracts/event-schemas';
import { taggedFields } from '@parley/gateway/graph/tagged-fields';
import { MODULES } from '@parley/platform/modules';
import { breakingApiChanges } from './api-changes';
import { breakingEventChanges, type Schema } from './event-changes';
import { undecidedRights } from './rights';

const ROOT = join(__dirname, '../../..');

/** Rover's format: https://www.apollographql.com/docs/rover/commands/supergraphs#yaml-configuration-file */
const SUPERGRAPH = z.object({
  federation_version: z.string(),
  subgraphs: z.record(z.string(), z.object({ routing_url: z.url(), schema: z.object({ file: z.string() }) })),
});

/** All generated files by path: of the graph, and of the events in the event stream. */
const generate = (): Map<string, string> => new Map([...generateGraph(), ...generateEvents()]);

/** The SDL of each subgraph, and the composed schemas. */
function generateGraph(): Map<string, string> {
  const config = SUPERGRAPH.parse(parseYaml(readFileSync(join(ROOT, 'supergraph.yaml'), 'utf8')));
  const forgotten = MODULES.find(({ name }) => !(name in config.subgraphs));
  if (forgotten) throw new Error(`supergraph.yaml lacks the subgraph ${forgotten.name} of platform/modules.ts`);
  const subgraphs = Object.entries(config.subgraphs).map(([name, { routing_url: url, schema }]) => ({
    name,
    url,
    file: schema.file,
    sdl: sdlOf(name),
  }));
  const composed = composeServices(subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })));
  if (composed.errors) throw new Error(composed.errors.map(({ message }) => message).join('\n'));
  const api = lexicographicSortSchema(composed.schema.toAPISchema().toGraphQLJSSchema());
  return new Map([
    ...subgraphs.map(({ file, sdl }): [string, string] => [file, sdl]),
    ['gateway/generated/supergraph.graphql', `${composed.supergraphSdl.trimEnd()}\n`],
    ['gateway/generated/api.graphql', `${printSchema(api)}\n`],
  ]);
}

const EVENTS = 'packages/contracts/events';

/** Files of older versions never change. */
const generateEvents = (): Map<string, string> =>
  new Map(
    [...eventSchemas()].map(([type, schema]) => [
      `${EVENTS}/${type}.v${versionOf(type)}.json`,
      `${JSON.stringify(schema, null, 2)}\n`,
    ]),
  );

/** Changes of event schemas that break consumers of the released schemas of the same version. */
const breakingEvents = (files: Map<string, string>): string[] =>
  [...files].flatMap(([path, text]) => {
    const released = path.startsWith(EVENTS) ? readIfThere(join(ROOT, path)) : undefined;
    if (!released) return [];
    const changes = breakingEventChanges(JSON.parse(released) as Schema, JSON.parse(text) as Schema);
    return changes.map((change) => `${path}: ${change}`);
  });

function sdlOf(subgraph: string): string {
  const module = MODULES.find(({ name }) => name === subgraph);
  if (!module) throw new Error(`supergraph.yaml has the subgraph ${subgraph}, and platform/modules.ts has not`);
  return module.schema().sdl;
}

/** Fields that need no sign-in. */
const openFields = (files: Map<string, string>): ReadonlySet<string> =>
  taggedFields(files.get('gateway/generated/supergraph.graphql')!).get('open') ?? new Set();

function contract(): GraphQLSchema {
  return buildSchema(readFileSync(join(ROOT, 'packages/contracts/api.graphql'), 'utf8'));
}

/** The paths of files that differ from what would be generated now. */
function stale(files: Map<string, string>): string[] {
  return [...files].filter(([path, text]) => readIfThere(join(ROOT, path)) !== text).map(([path]) => path);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function write(files: Map<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
  }
}

/** `compose` writes the files; `compose --check` fails if a file is stale, or a field has no right. Both fail if the released contract would break. */
function main(check: boolean): string[] {
  const files = generate();
  const changed = stale(files);
  const breaking = breakingEvents(files);
  if (breaking.length > 0) return breaking.map((change) => `breaks consumers of released events: ${change}`);
  // unchanged files are not written, because watchers would take them for changed
  if (!check) write(new Map([...files].filter(([path]) => changed.includes(path))));
  for (const path of changed) console.log(`${check ? 'stale' : 'written'}: ${relative('.', join(ROOT, path))}`);
  const api = buildSchema(files.get('gateway/generated/api.graphql')!);
  return [
    ...(check && changed.length > 0 ? ['Generated files are stale: run npm run compose'] : []),
    ...(check ? undecidedRights(api, openFields(files)) : []),
    ...breakingApiChanges(contract(), api).map((change) => `breaks the released API: ${change}`),
  ];
}

const problems = main(process.argv.includes('--check'));
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
