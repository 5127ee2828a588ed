import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { execute } from 'graphql';
import { introspects, type OperationContext } from './apollo-plugin';
import { formatResult } from './format-error';
import { rootFields } from './root-fields';

/**
 * Executes queries of nothing but the schema itself, with graphql-js. The query planner of @apollo/gateway knows an older
 * introspection schema (no `isOneOf`, no deprecated directives). It must be listed after the plugin that checks who may
 * introspect.
 */
export function introspection(): ApolloServerPlugin<OperationContext> {
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ schema, document, operation, operationName, request, contextValue }) {
          if (operation.operation !== 'query' || !introspects(document)) return null;
          const { variables = {} } = request;
          const fields = [...(rootFields(schema, { document, operation, variables })?.values() ?? [])].flat();
          if (!fields.every(({ name }) => name.value.startsWith('__'))) return null;
          const result = await execute({ schema, document, operationName, variableValues: variables });
          return {
            http: { status: undefined, headers: new HeaderMap() },
            body: { kind: 'single', singleResult: formatResult(result, contextValue) },
          };
        },
      };
    },
  };
}
