import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse, validate, type GraphQLSchema } from 'graphql';
import { serveParent } from '../live/processes/child';
import { SUBGRAPHS, type SubgraphName, type SubgraphParts } from './graph';

/** As the child of a benchmark. */
export interface SubgraphApi {
  /** Gives the URL. */
  start(name: SubgraphName): Promise<string>;
}

interface Asked {
  query: string;
  variables?: Record<string, unknown>;
}

serveParent<SubgraphApi>({
  async start(name) {
    const { sdl, resolvers }: SubgraphParts = SUBGRAPHS[name];
    const respond = responder(buildSubgraphSchema({ typeDefs: sdl, resolvers: resolvers as never }));
    const server = createServer((request, response) => {
      void respond(request).then((body) =>
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  },
});

/** Executes a request the first time, and repeats the bytes afterwards: the subgraph is not what is measured. */
function responder(schema: GraphQLSchema): (request: IncomingMessage) => Promise<Buffer> {
  const known = new Map<string, Buffer>();
  return async (request) => {
    const body = await text(request);
    const response = known.get(body) ?? Buffer.from(JSON.stringify(await run(schema, JSON.parse(body) as Asked)));
    known.set(body, response);
    return response;
  };
}

async function run(schema: GraphQLSchema, { query, variables: variableValues }: Asked) {
  const document = parse(query);
  const errors = validate(schema, document);
  return errors.length > 0 ? { errors } : execute({ schema, document, variableValues });
}
