import type { RequestContext } from '@parley/runtime/request';
import type { DocumentNode } from 'graphql';

/** One operation that a query plan wants a subgraph to execute. */
export interface SubgraphFetch {
  readonly document: DocumentNode;
  /** The same as text. */
  readonly query: string;
  readonly operationName: string | undefined;
  readonly isMutation: boolean;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly request: RequestContext;
  /** Aborts once nobody waits for the response any more. */
  readonly signal?: AbortSignal;
}

/** The response of a subgraph. `data` is not validated yet. */
export interface SubgraphResponse {
  data?: unknown;
  errors?: readonly Error[];
  /** The subgraph did not respond; the errors say so. */
  unreachable?: boolean;
}

/** Where query plans fetch from. */
export interface FetchSource {
  /** Rejects only if the signal aborts. Each error may have the path of a GraphQL error, and `extensions`. */
  fetch(operation: SubgraphFetch): Promise<SubgraphResponse>;
}
