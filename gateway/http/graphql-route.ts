import { HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { RequestContext } from '@parley/runtime/request';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FormattedExecutionResult } from 'graphql';
import type { Federation } from '../federation/federation';
import { graphiqlPage, type GraphiQL } from './graphiql';
import { idempotencyKeyOf } from './idempotency-key';
import type { AllowsOrigin } from './origins';
import { noteOperation, principalOf, requestOf } from './request-context';
import type { Authenticate } from './server';

interface Options {
  federation: Pick<Federation, 'answer'>;
  authenticate: Authenticate | undefined;
  allowsOrigin: AllowsOrigin;
  graphiql: GraphiQL | undefined;
  /** Whether the header `Idempotency-Key` means anything. */
  takesKeys: boolean;
}

/** `POST /graphql`, and `GET` for queries. In development a browser that comes with GET is shown GraphiQL. */
export function serveGraphQL(app: FastifyInstance, options: Options): void {
  const { federation, authenticate, allowsOrigin, graphiql, takesKeys } = options;
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    async handler(request, reply) {
      if (graphiql && isBrowser(request))
        return reply.type('text/html; charset=utf-8').send(await graphiqlPage(graphiql));
      const context = { ...requestOf(request), principal: await principalOf(request.headers, authenticate) };
      const { response, operation } = await federation.answer(asGraphQL(request), {
        ...context,
        queriesOnly: !allowsOrigin(request.headers),
        idempotencyKey: takesKeys ? idempotencyKeyOf(request.headers) : undefined,
      });
      noteOperation(request, operation);
      return send(response, reply, context);
    },
  });
}

const isBrowser = ({ method, headers }: FastifyRequest): boolean =>
  method === 'GET' && (headers.accept ?? '').includes('text/html');

function asGraphQL({ method, headers, body, url }: FastifyRequest): HTTPGraphQLRequest {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) if (value) map.set(name, String(value));
  const search = url.includes('?') ? url.slice(url.indexOf('?')) : '';
  return { method, headers: map, body, search };
}

type Response = Awaited<ReturnType<Federation['answer']>>['response'];

function send({ status = 200, headers, body }: Response, reply: FastifyReply, request: RequestContext): FastifyReply {
  if (body.kind !== 'complete') throw new Error('Nothing here is sent in parts');
  for (const [name, value] of headers) reply.header(name, value);
  reply.header('cache-control', 'no-store');
  return reply.status(status).send(status < 400 ? body.string : withCorrelationId(body.string, request));
}

/** Apollo refuses some requests before it has a context. */
function withCorrelationId(body: string, { correlationId }: RequestContext): string {
  const result = JSON.parse(body) as FormattedExecutionResult;
  const errors = result.errors?.map((error) => ({ ...error, extensions: { ...error.extensions, correlationId } }));
  return JSON.stringify({ ...result, errors });
}
