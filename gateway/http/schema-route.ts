import { forbidden } from '@parley/contracts/errors';
import type { FastifyInstance } from 'fastify';
import { printSchema, type GraphQLSchema } from 'graphql';
import { mayReadSchema } from '../federation/answering';
import { bearerOf } from './request-context';
import type { Authenticate } from './server';

interface Options {
  api: GraphQLSchema;
  authenticate: Authenticate;
  openSchema: boolean;
}

/** `GET /schema.graphql`: the API as SDL. Unless it is open: FORBIDDEN without the scope `schema:read`. */
export function serveSchema(app: FastifyInstance, { api, authenticate, openSchema }: Options): void {
  let text: string | undefined;
  app.get('/schema.graphql', async (request, reply) => {
    if (!openSchema && !mayReadSchema(await authenticate(bearerOf(request.headers))))
      throw forbidden('Reading the schema needs the scope schema:read');
    text ??= `${printSchema(api)}\n`;
    return reply.type('application/graphql; charset=utf-8').send(text);
  });
}
