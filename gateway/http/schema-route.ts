import { forbidden } from '@parley/contracts/errors';
import { isPartner } from '@parley/contracts/principal';
import type { FastifyInstance } from 'fastify';
import { printSchema, type GraphQLSchema } from 'graphql';
import { mayReadSchema } from '../federation/apollo-plugin';
import type { Graph } from '../graph/graph';
import { principalOf } from '../connection/request-context';
import type { SignIn } from '../connection/sign-in';

interface Options {
  federation: { readonly api: GraphQLSchema; readonly graph: Pick<Graph, 'partnerApi'> };
  signIn: SignIn | undefined;
  openSchema: boolean;
}

/** `GET /schema.graphql`: the API as SDL, as the caller sees it. Unless it is open: FORBIDDEN without the scope `schema:read`. */
export function serveSchema(app: FastifyInstance, { federation, signIn, openSchema }: Options): void {
  const texts = new WeakMap<GraphQLSchema, string>();
  app.get('/schema.graphql', async (request, reply) => {
    const principal = await principalOf(request.headers, signIn);
    if (!openSchema && !mayReadSchema(principal)) throw forbidden('Reading the schema needs the scope schema:read');
    const api = isPartner(principal) ? federation.graph.partnerApi : federation.api;
    const text = texts.get(api) ?? `${printSchema(api)}\n`;
    texts.set(api, text);
    return reply.type('application/graphql; charset=utf-8').send(text);
  });
}
