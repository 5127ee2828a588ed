import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { parse, print } from 'graphql';
import { buildSchemaSync, createResolversMap, getMetadataStorage, type BuildSchemaOptions } from 'type-graphql';
import type { SubgraphSchema } from './local-subgraph';
import { requireSignIn } from './require-sign-in';
import { DateTime } from './scalars';
import { settleArguments } from './settle-arguments';

const FEDERATION = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@shareable", "@external", "@requires", "@provides", "@tag", "@inaccessible", "@cost", "@listSize"
])
`;

/** Looks entities up by what another subgraph knows of them. Null where there is none or it may not be seen. */
export type ReferenceResolver<Context> = (
  // The gateway hands over whatever the @key fields are; each resolver says which.
  reference: never,
  context: Context,
) => unknown;

interface SubgraphDefinition<Context> {
  resolvers: BuildSchemaOptions['resolvers'];
  /** Types that no field returns: implementations of an interface. */
  orphanedTypes?: BuildSchemaOptions['orphanedTypes'];
  references?: Record<string, ReferenceResolver<Context>>;
  /** Fields, as `Type.field`, that tell cursors from positions. */
  cursors?: readonly string[];
}

/** A Federation 2 subgraph out of type-graphql classes: the executable schema, and the SDL that is composed. */
export function buildSubgraph<Context>({
  resolvers,
  orphanedTypes = [],
  references = {},
  cursors = [],
}: SubgraphDefinition<Context>): SubgraphSchema {
  leavePropertiesToExecutor();
  const base = buildSchemaSync({
    resolvers,
    orphanedTypes,
    validate: false,
    skipCheck: true,
    // type-graphql asks for one; here the gateway subscribes, and a subgraph only returns the event that it gets
    pubSub: { publish: () => undefined, subscribe: refuseToSubscribe },
    scalarsMap: [{ type: Date, scalar: DateTime }],
  });
  const typeDefs = parse(FEDERATION + printSchemaWithDirectives(base));
  const resolverMap = createResolversMap(base) as Record<string, object>;
  for (const [type, resolve] of Object.entries(references)) {
    resolverMap[type] = { ...resolverMap[type], __resolveReference: resolve };
  }
  const schema = settleArguments(buildSubgraphSchema({ typeDefs, resolvers: resolverMap as never }), cursors);
  return {
    schema: requireSignIn(schema),
    sdl: `${print(typeDefs)}\n`,
  };
}

/** As with `@Field({ simple: true })`: fields that are properties get no resolver, because the executor reads those itself. */
function leavePropertiesToExecutor(): void {
  for (const field of getMetadataStorage().fields) field.simple ??= field.name === field.schemaName;
}

/** For every `@Subscription`: a subgraph has no streams of its own. */
export function refuseToSubscribe(): never {
  throw new Error("Live delivery is the gateway's: a subgraph executes a subscription on one event");
}
