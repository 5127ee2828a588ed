import { ApolloGateway } from '@apollo/gateway';
import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import type { Logger } from '@parley/runtime/logger';
import type { RequestContext } from '@parley/runtime/request';
import type { Graph } from '../graph/graph';
import type { OperationContext } from './apollo-plugin';
import { executeWithin } from './execute-within';

// @apollo/gateway sends figures about this machine to Apollo unless it is told not to
process.env.APOLLO_TELEMETRY_DISABLED = 'true';

type ServerGateway = ApolloServerOptionsWithGateway<RequestContext>['gateway'];

/** Apollo Gateway as Apollo Server takes it: it loads the supergraph, and operations are executed on the graph. */
export function apolloGateway({ graph, logger }: { graph: Graph; logger: Logger }): ServerGateway {
  const { supergraphSdl } = graph;
  const loaded = new ApolloGateway({ supergraphSdl, logger, __exposeQueryPlanExperimental: false });
  return {
    onSchemaLoadOrUpdate: (callback) => loaded.onSchemaLoadOrUpdate(callback),
    async load(given) {
      await loaded.load(given);
      return {
        async executor({ document, request, context }) {
          const { executed } = context as OperationContext;
          if (executed) return executed();
          const { variables = {}, operationName } = request;
          const prepared = graph.prepare(document, operationName);
          const { deadlineMs } = graph.limits;
          return executeWithin(prepared, { request: context as RequestContext, deadlineMs }, (signal) =>
            prepared.execute({ variables, request: context as RequestContext, signal }),
          );
        },
      };
    },
    stop: () => loaded.stop(),
  } satisfies ServerGateway;
}
