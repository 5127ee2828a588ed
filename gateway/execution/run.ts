import type { RequestContext } from '@parley/runtime/request';
import type { Batches } from './batches';
import type { Report } from './failures';
import type { SubgraphAnswer } from './source';

/** One execution of an operation. */
export interface Run {
  /** As the client gave them, by internal name. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly request: RequestContext;
  readonly signal?: AbortSignal;
  /** What subgraphs reported so far. */
  readonly reports: Report[];
  readonly batches: Batches;
  /** For an event of a subscription: what its owner made of it. */
  readonly event?: () => Promise<SubgraphAnswer>;
}

type Data = Record<string, unknown>;

/** A part of a plan, compiled: fetches for these objects, and adds to them what it got. */
export type Step = (targets: readonly Data[], run: Run) => Promise<void>;
