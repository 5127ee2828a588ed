import { forbidden } from '@parley/contracts/errors';
import type { FastifyInstance } from 'fastify';
import { printSchema, type GraphQLSchema } from 'graphql';
import { mayReadSchema } from '../federation/apollo-plugin';
import { principalOf } from '../connection/request-context';
import type { SignIn } from '../connection/sign-in';

interface Options {
  federation: { readonly api: GraphQLSchema };
  signIn: SignIn | undefined;
  openSchema: boolean;
}

/** `GET /schema.graphql`: the API as SDL. Unless it is open: FORBIDDEN without the scope `schema:read`. */
export function serveSchema(app: FastifyInstance, { federation, signIn, openSchema }: Options): void {
  const texts = new WeakMap<GraphQLSchema, string>();
  app.get('/schema.graphql', async (request, reply) => {
    if (!openSchema && !mayReadSchema(await principalOf(request.headers, signIn)))
      throw forbidden('Reading the schema needs the scope schema:read');
    const { api } = federation;
    const text = texts.get(api) ?? `${printSchema(api)}\n`;
    texts.set(api, text);
    return reply.type('application/graphql; charset=utf-8').send(text);
  });
}
