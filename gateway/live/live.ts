import type { RequestContext } from '@parley/runtime/request';
import type { Service } from '@parley/runtime/service';
import type { DocumentNode, ExecutionResult } from 'graphql';

/** Live delivery of federated subscriptions. */
export interface Live extends Service {
  /**
   * Starts a valid subscription operation, which has been validated against the API schema.
   * Resolves to a result with errors where the viewer may not have it; otherwise to its results, one for each event.
   * The stream rejects with the error that ended it (NOT_FOUND once access is lost), and ends at once on `return()`.
   */
  subscribe(operation: LiveOperation): Promise<ExecutionResult | AsyncIterableIterator<ExecutionResult>>;
}

export interface LiveOperation {
  document: DocumentNode;
  operationName?: string;
  variables: Record<string, unknown>;
  request: RequestContext;
}
