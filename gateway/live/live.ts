import type { RequestContext } from '@parley/runtime/request';
import type { Service } from '@parley/runtime/service';
import type { DocumentNode, ExecutionResult } from 'graphql';
import type { Graph } from '../graph/graph';
import type { Explanation, Question } from './explain/explain';
import type { Connection, Framing, Outlet } from './delivery/outlet';

/** Live delivery of federated subscriptions. */
export interface Live extends Service {
  /**
   * Goes on with another supergraph, at the same positions. What is not valid on it ends with VALIDATION_FAILED.
   */
  replace?(graph: Graph): void;
  /** Why events of a topic were or weren't delivered to a user: what each process knows. */
  explain?(question: Question): Promise<Explanation[]>;
  /** The way out of a connection, over which any number of subscriptions are delivered. */
  connect(connection: Connection): Outlet;
  /**
   * Prepares a subscription operation, which has been validated against the API schema.
   * Resolves to a result with errors where it can't be, and rejects where the viewer may not have it.
   */
  subscribe(operation: LiveOperation): Promise<ExecutionResult | LiveStream>;
}

export interface LiveOperation {
  document: DocumentNode;
  operationName?: string;
  variables: Record<string, unknown>;
  request: RequestContext;
  /** Whether its frames say, in `extensions.traceparent`, which request caused the event. Of class `log` only. */
  traced?: boolean;
  /** Where its frames are written, and how they look there. */
  outlet: Outlet;
  framing: Framing;
}

/** One subscription, from when it is known to be allowed. It holds what it needs until it has ended. */
export interface LiveStream {
  /** Writes its frames from now on. Resolves once it has ended; rejects with the error that ended it (NOT_FOUND once access is lost). */
  run(): Promise<void>;
  /** Nothing of it is written any more when this returns. */
  end(): void;
  /** Asks again whether the viewer may have it, as in `request`; ends the stream with the error if not. */
  reauthorize(request: RequestContext): Promise<void>;
}
