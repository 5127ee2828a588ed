import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { execute } from 'graphql';
import { introspects, type AnswerContext } from './apollo-plugin';
import { formatResult } from './format-error';
import { rootFields } from './root-fields';

/**
 * Answers what only asks for the schema itself, from graphql-js, which knows all that its tools ask for; the query planner
 * of @apollo/gateway knows an older schema of schemas (no `isOneOf`, no deprecated directives). Listed after what decides
 * who may introspect.
 */
export function introspection(): ApolloServerPlugin<AnswerContext> {
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
