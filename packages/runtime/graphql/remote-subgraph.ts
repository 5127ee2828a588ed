import { ParleyError, isErrorCode, unavailable } from '@parley/contracts/errors';
import { getOperationAST, GraphQLError, print, type DocumentNode, type ExecutionResult } from 'graphql';
import { z } from 'zod';
import { failures, postGraphQL, type Transport } from './graphql-over-http';
import { GATEWAY_HEADER, signatureKey, signRequest } from './signed-request';
import type { Subgraph, SubgraphRequest } from './subgraph';

interface RemoteSubgraphOptions extends Transport {
  name: string;
  /** Its URL. */
  url: string;
  /** The secret that gateways and subgraphs share. */
  secret: string;
}

const RESULT = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
});

/**
 * A subgraph of Parley in another process. If a request fails, each field that it should have resolved has the error
 * UNAVAILABLE; the subgraph may have executed a mutation nevertheless.
 */
export function remoteSubgraph({ name, url, secret, ...transport }: RemoteSubgraphOptions): Subgraph {
  const key = signatureKey(secret);
  const address = new URL(url);
  return {
    name,
    async execute(operation) {
      const { document, variables, request } = operation;
      const body = bodyOf(operation);
      try {
        const headers = async () => ({
          [GATEWAY_HEADER]: await signRequest(key, { subgraph: name, context: request, body }),
        });
        const isMutation = getOperationAST(document, operation.operationName)?.operation === 'mutation';
        const { statusCode, text } = await postGraphQL(address, { headers, body, isMutation }, transport);
        if (statusCode !== 200) throw new Error(`HTTP status ${statusCode}`);
        return resultOf(RESULT.parse(JSON.parse(text)));
      } catch (error) {
        request.logger.warn(
          { subgraph: name, correlationId: request.correlationId, err: error },
          'subgraph did not respond',
        );
        const refusal = unavailable('A part of the service does not respond', error);
        return { errors: failures({ document, variables }, refusal), unreachable: true };
      }
    },
  };
}

const texts = new WeakMap<DocumentNode, string>();

function bodyOf({ document, variables, operationName, root }: SubgraphRequest): string {
  const query = texts.get(document) ?? print(document);
  texts.set(document, query);
  return JSON.stringify({ query, variables, operationName, extensions: root && { root } });
}

function resultOf({ data, errors }: z.output<typeof RESULT>): ExecutionResult {
  return {
    ...(data !== undefined && { data }),
    ...(errors && { errors: errors.map(revived) }),
  };
}

/** As it was in the process that it comes from, but for its cause, which is in the log there. */
function revived({
  message,
  path,
  extensions: { code, ...details } = {},
}: NonNullable<z.output<typeof RESULT>['errors']>[number]): GraphQLError {
  const originalError = new ParleyError(isErrorCode(code) ? code : 'INTERNAL', message, { details });
  return new GraphQLError(message, { path, originalError });
}
