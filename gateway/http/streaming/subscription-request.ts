import type { HTTPGraphQLRequest } from '@apollo/server';
import { isPartner } from '@parley/contracts/principal';
import { getOperationAST, OperationTypeNode, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import type { Federation } from '../../federation/federation';
import { parametersOf } from '../../federation/http-operation';
import type { OperationCaller } from '../../federation/persisted-operations';
import { requestsTrace } from '../../connection/request-context';

export interface SubscriptionRequest {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  operationName?: string;
  variables: Record<string, unknown>;
  /** Whether frames are to carry traces. */
  traced: boolean;
}

/**
 * The subscription of a request, valid against the API schema; undefined for any other request.
 * Errors: as of `persisted.textOf`.
 */
export function subscriptionIn(
  { graph, persisted }: Pick<Federation, 'graph' | 'persisted'>,
  http: HTTPGraphQLRequest,
  caller: OperationCaller,
): SubscriptionRequest | undefined {
  const parameters = parametersOf(http);
  const source = parameters && persisted.textOf(parameters, caller);
  if (typeof source !== 'string') return undefined;
  const checked = graph.read(source, isPartner(caller.principal));
  if (!('document' in checked)) return undefined;
  const { operationName, variables, extensions } = parameters!;
  const operation = getOperationAST(checked.document, operationName);
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return undefined;
  return { document: checked.document, operation, operationName, variables, traced: requestsTrace(extensions) };
}
