import type { RequestContext } from '@parley/runtime/request';
import type { Report } from './failures';
import type { SubgraphResponse } from './source';

/** What each fetch of one execution needs to know. */
export interface FetchContext {
  /** As the client gave them, by internal name. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly request: RequestContext;
  readonly signal?: AbortSignal;
  /** Resolves at the deadline, to the response that fetches get which have none by then. */
  readonly late?: Promise<SubgraphResponse>;
  /** What subgraphs reported so far. */
  readonly reports: Report[];
  /** For an event of a subscription: what its owner made of it. */
  readonly event?: () => Promise<SubgraphResponse>;
}
