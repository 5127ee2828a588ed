import { HeaderMap, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from '@apollo/server';
import type { RequestContext } from '@parley/runtime/request';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Federation } from '../federation/federation';
import { graphiqlPage, type GraphiQL } from './graphiql';
import { sendResponse } from './graphql-response';
import { revalidated } from './revalidation';
import { idempotencyKeyOf } from './idempotency-key';
import type { AllowsOrigin } from '../connection/origins';
import type { SignIn } from '../connection/sign-in';
import { noteOperation, principalOf, requestOf } from '../connection/request-context';
import { acceptedStream } from './streaming/accept';
import { streamRoute } from './streaming/stream-route';
import type { Streams } from './streaming/streams';

interface Options {
  federation: Pick<Federation, 'respond' | 'api' | 'graph' | 'persisted'>;
  signIn?: SignIn;
  allowsOrigin: AllowsOrigin;
  graphiql?: GraphiQL;
  /** Whether the header `Idempotency-Key` means anything. */
  takesKeys: boolean;
  streams: Streams;
}

/**
 * `POST /graphql`, and `GET` for queries. Subscriptions get a response in a streaming media type. In
 * development a browser that comes with GET is shown GraphiQL.
 */
export function serveGraphQL(app: FastifyInstance, options: Options): void {
  const { federation, signIn, allowsOrigin, graphiql, takesKeys } = options;

  async function respond(
    http: HTTPGraphQLRequest,
    request: FastifyRequest,
    context: RequestContext,
  ): Promise<HTTPGraphQLResponse> {
    const { response, operation } = await federation.respond(http, {
      ...context,
      queriesOnly: !allowsOrigin(request.headers),
      idempotencyKey: takesKeys ? idempotencyKeyOf(request.headers) : undefined,
    });
    noteOperation(request, operation);
    return operation.isCacheable ? revalidated(response, request.headers['if-none-match']) : response;
  }
  const stream = streamRoute({ ...options, respond });

  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    async handler(request, reply) {
      if (graphiql && isBrowser(request))
        return reply.type('text/html; charset=utf-8').send(await graphiqlPage(graphiql));
      const http = asGraphQL(request);
      const accepted = request.method === 'HEAD' ? undefined : acceptedStream(request.headers.accept);
      if (accepted) return stream({ http, accepted, request, reply });
      const signal = leaving(reply);
      const context = { ...requestOf(request), signal, principal: await principalOf(request.headers, signIn) };
      return sendResponse(await respond(http, request, context), reply, context);
    },
  });
}

/** Aborts where the client goes before it has its response. */
function leaving({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort(new Error('The client is gone'));
  });
  return controller.signal;
}

const isBrowser = ({ method, headers }: FastifyRequest): boolean =>
  method === 'GET' && (headers.accept ?? '').includes('text/html');

function asGraphQL({ method, headers, body, url }: FastifyRequest): HTTPGraphQLRequest {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) if (value) map.set(name, String(value));
  const search = url.includes('?') ? url.slice(url.indexOf('?')) : '';
  return { method, headers: map, body, search };
}
