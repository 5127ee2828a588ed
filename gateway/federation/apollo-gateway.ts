import { ApolloGateway } from '@apollo/gateway';
import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { unavailable } from '@parley/contracts/errors';
import type { Logger } from '@parley/runtime/logger';
import type { RequestContext } from '@parley/runtime/request';
import type { DocumentNode, ExecutionResult } from 'graphql';
import type { Graph } from '../graph/graph';

// @apollo/gateway sends figures about this machine to Apollo unless it is told not to
process.env.APOLLO_TELEMETRY_DISABLED = 'true';

type ServerGateway = ApolloServerOptionsWithGateway<RequestContext>['gateway'];

/** How long an operation may take altogether. */
const DEADLINE_MS = 60_000;

/** Apollo Gateway as Apollo Server takes it: it loads the supergraph, and operations are executed on the graph. */
export function apolloGateway(options: { supergraphSdl: string; graph: Graph; logger: Logger }): ServerGateway {
  const { supergraphSdl, graph, logger } = options;
  const loaded = new ApolloGateway({ supergraphSdl, logger, __exposeQueryPlanExperimental: false });
  return {
    onSchemaLoadOrUpdate: (callback) => loaded.onSchemaLoadOrUpdate(callback),
    async load(given) {
      await loaded.load(given);
      return {
        async executor({ document, request, context }) {
          const { variables = {}, operationName } = request;
          return executeWithin(graph, { document, operationName, variables, request: context as RequestContext });
        },
      };
    },
    stop: () => loaded.stop(),
  } satisfies ServerGateway;
}

interface OperationToExecute {
  document: DocumentNode;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  request: RequestContext;
}

/** Ends what takes too long, and a query whose client is gone; what changes something goes on. */
async function executeWithin(graph: Graph, operation: OperationToExecute): Promise<ExecutionResult> {
  const { document, operationName, variables, request } = operation;
  const prepared = graph.prepare(document, operationName);
  const controller = new AbortController();
  const deadline = setTimeout(() => controller.abort(unavailable('That took too long')), DEADLINE_MS);
  const leave = () => controller.abort(request.signal?.reason);
  const left = prepared.definition.operation === 'query' ? request.signal : undefined;
  left?.addEventListener('abort', leave);
  try {
    return await prepared.execute({ variables, request, signal: controller.signal });
  } finally {
    clearTimeout(deadline);
    left?.removeEventListener('abort', leave);
  }
}
