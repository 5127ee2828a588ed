import type { RequestContext } from '@parley/runtime/request';
import type { Service } from '@parley/runtime/service';
import type { DocumentNode, ExecutionResult } from 'graphql';

/** Live delivery of federated subscriptions. */
export interface Live extends Service {
  /**
   * Starts a valid subscription operation, which has been validated against the API schema.
   * Resolves to a result with errors where the viewer may not have it; otherwise to its results, one for each event.
   */
  subscribe(operation: LiveOperation): Promise<ExecutionResult | LiveStream>;
}

/** Rejects with the error that ended it (NOT_FOUND once access is lost), and ends at once on `return()`. */
export interface LiveStream extends AsyncIterableIterator<ExecutionResult> {
  /** True from the moment at which nothing more may be shown. */
  readonly ended: boolean;
  return(): Promise<IteratorReturnResult<undefined>>;
  /** Asks again whether the viewer may have it, as in `request`; ends the stream with the error if not. */
  reauthorize(request: RequestContext): Promise<void>;
}

export interface LiveOperation {
  document: DocumentNode;
  operationName?: string;
  variables: Record<string, unknown>;
  request: RequestContext;
}
