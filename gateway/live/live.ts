import type { RequestContext } from '@parley/runtime/request';
import type { Service } from '@parley/runtime/service';
import type { DocumentNode, ExecutionResult } from 'graphql';
import type { Graph } from '../graph/graph';
import type { Outlet } from './delivery/outlet';
import type { Stream } from './delivery/stream';
import type { Framing, Transport } from './delivery/transport';
import type { Explanation, Question } from './explain/explain';

/** Live delivery of federated subscriptions. */
export interface Live extends Service {
  /**
   * Goes on with another supergraph, at the same positions. What is not valid on it ends with VALIDATION_FAILED.
   */
  replace(graph: Graph): Promise<void>;
  /** Why events of a topic were or weren't delivered to a user: what each process knows. */
  explain(question: Question): Promise<Explanation[]>;
  /** The way out of a connection, over which any number of subscriptions are delivered. */
  connect(transport: Transport): Outlet;
  /**
   * Prepares a subscription operation, which has been validated against the API schema.
   * Resolves to a result with errors where it can't be, and rejects where the viewer may not have it.
   */
  subscribe(operation: LiveOperation): Promise<ExecutionResult | Stream>;
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
