import type { ExecutionResult } from 'graphql';

/** Where a subgraph pushes the events of its subscriptions, and how it speaks there. */
export interface UpstreamAddress {
  protocol: 'graphql-transport-ws' | 'graphql-sse';
  url: string;
}

export interface UpstreamOperation {
  query: string;
  operationName?: string;
  variables: Readonly<Record<string, unknown>>;
}

/** Hears of one operation: events, then at most one end, and nothing after that. Must not throw. */
export interface UpstreamSink {
  event(result: ExecutionResult): void;
  /** It is over: the subgraph completed it, or `error` says why. A subgraph's own errors are an AggregateError. */
  end(error?: unknown): void;
}

/**
 * One subgraph as one caller, however many operations. Opened with the first, and again where it is lost: its operations
 * then go on, without what was pushed meanwhile. Errors to sinks: UNAVAILABLE where it does not come back in time,
 * UNAUTHENTICATED and FORBIDDEN where it refuses the caller.
 */
export interface UpstreamConnection {
  /** Returns how to leave: the sink hears nothing any more once that has been called. */
  subscribe(operation: UpstreamOperation, sink: UpstreamSink): () => void;
  /** All its operations have been left. */
  close(): void;
}
