import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { isPartner } from '@parley/contracts/principal';
import { execute } from 'graphql';
import { introspects, type OperationContext } from './apollo-plugin';
import { formatResult } from './format-error';
import type { Graph } from '../graph/graph';
import { selectsOnlySchema } from './root-fields';

/**
 * Executes queries that select only the schema, with graphql-js; for partners, on the contract variant. The query planner
 * of @apollo/gateway knows an older introspection schema (no `isOneOf`, no deprecated directives). It must be listed after
 * the plugin that checks who may introspect.
 */
export function introspection({ partnerApi }: Pick<Graph, 'partnerApi'>): ApolloServerPlugin<OperationContext> {
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ schema, document, operation, operationName, request, contextValue }) {
          if (operation.operation !== 'query' || !introspects(document)) return null;
          const { variables = {} } = request;
          if (!selectsOnlySchema(schema, { document, operation, variables })) return null;
          const forPartner = isPartner(contextValue.principal);
          const result = await execute({
            schema: forPartner ? partnerApi : schema,
            document,
            operationName,
            variableValues: variables,
          });
          return {
            http: { status: undefined, headers: new HeaderMap() },
            body: { kind: 'single', singleResult: formatResult(result, contextValue) },
          };
        },
      };
    },
  };
}
