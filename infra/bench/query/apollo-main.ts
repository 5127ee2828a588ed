import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSchema, isObjectType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import pg from 'pg';
import { serveParent } from '../live/processes/child';
import { OPERATION_HEADER, runAgain, type RecordedOperation } from './recorded-statements';

interface Options {
  databaseUrl: string;
  sdl: string;
  /** Their objects say of which type they are. */
  operations: RecordedOperation[];
}

const POOL_SIZE = 10;

/**
 * Apollo Server with one schema and graphql-js, as the child of a benchmark: the first field of an operation runs the same SQL,
 * and all fields are read from the recorded result. It has no sign-in, no authorization and no subgraphs.
 */
export interface ApolloApi {
  /** Gives the port. */
  start(options: Options): Promise<number>;
}

interface Context {
  /** The recorded data, once the statements have run. */
  data(): Promise<Record<string, unknown>>;
}

serveParent<ApolloApi>({
  async start({ databaseUrl, sdl, operations }) {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: POOL_SIZE });
    const byName = new Map(operations.map((one) => [one.name, one]));
    const server = new ApolloServer<Context>({ schema: recordedSchema(sdl) });
    const { url } = await startStandaloneServer(server, {
      listen: { port: 0, host: '127.0.0.1' },
      context: async ({ req }) => contextOf(pool, byName.get(String(req.headers[OPERATION_HEADER]))!),
    });
    return Number(new URL(url).port);
  },
});

function contextOf(pool: pg.Pool, operation: RecordedOperation): Context {
  const { data } = operation.result as { data: Record<string, unknown> };
  let running: Promise<Record<string, unknown>> | undefined;
  return { data: () => (running ??= runAgain(pool, operation).then(() => data)) };
}

type Resolver = GraphQLFieldResolver<Record<string, unknown>, Context>;

/** By the name in the result, which may be an alias. */
const recorded: Resolver = (source, ...[, , { path }]) => source[path.key];

function recordedSchema(sdl: string): GraphQLSchema {
  const schema = buildSchema(sdl);
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type)) for (const field of Object.values(type.getFields())) field.resolve = recorded;
  for (const field of Object.values(schema.getQueryType()!.getFields()))
    field.resolve = async (...[, , { data }, { path }]: Parameters<Resolver>) => (await data())[path.key];
  return schema;
}
