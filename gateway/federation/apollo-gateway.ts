import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import type { RequestContext } from '@parley/runtime/request';
import type { Graph } from '../graph/graph';
import type { OperationContext } from './apollo-plugin';
import { executeWithin } from './execute-within';

type ServerGateway = ApolloServerOptionsWithGateway<RequestContext>['gateway'];

/** The graph as Apollo Server takes a gateway. */
export function apolloGateway(graph: Graph): ServerGateway {
  const { api: apiSchema, supergraphSdl: coreSupergraphSdl } = graph;
  return {
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema, coreSupergraphSdl });
      return () => undefined;
    },
    load: async () => ({
      async executor({ document, request, context }) {
        const { executed } = context as OperationContext;
        if (executed) return executed();
        const { variables = {}, operationName } = request;
        const prepared = graph.prepare(document, operationName);
        return executeWithin(prepared, context as RequestContext, (signal) =>
          prepared.execute({ variables, request: context as RequestContext, signal }),
        );
      },
    }),
    stop: async () => undefined,
  };
}
