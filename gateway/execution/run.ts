import type { Batches } from './batches';
import type { FetchContext } from './fetch-context';

/** One execution of an operation. */
export interface Run extends FetchContext {
  readonly batches: Batches;
}

type Data = Record<string, unknown>;

/** A part of a plan, compiled: fetches for these objects, and adds to them what it got. */
export type Step = (targets: readonly Data[], run: Run) => Promise<void>;
