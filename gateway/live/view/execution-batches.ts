import { unavailable } from '@parley/contracts/errors';
import type { Principal } from '@parley/contracts/principal';
import type { Logger } from '@parley/runtime/logger';
import type { RequestContext } from '@parley/runtime/request';
import { Batches } from '../../execution/batches';
import type { SubgraphResponse } from '../../execution/source';
import { internalRequest } from '../internal-request';

/** What executions share that start at the same time for the same principal, such as those of all views of an event. */
export interface ExecutionBatch {
  readonly request: RequestContext;
  /** Gathers their fetches of entities. */
  readonly batches: Batches;
  /** Resolves at the deadline of their fetches. */
  readonly late: Promise<SubgraphResponse>;
  /** Calls `execute` once for each event and key; the other calls share its result, which nobody may change. */
  once<T>(event: object, key: string, execute: () => Promise<T>): Promise<T>;
}

export interface ExecutionBatches {
  /** Calls `work` with the present batch, which is closed once all calls of `run` with it have ended. */
  run<T>(of: BatchOwner, work: (batch: ExecutionBatch) => Promise<T>): Promise<T>;
}

/** What executions must have in common to share a batch. */
export type BatchOwner = Pick<RequestContext, 'principal' | 'forwarded'>;

interface Options {
  logger: Logger;
  /** Deadline of the fetches, in milliseconds. */
  deadlineMs: number;
  /** Called at a deadline that a subgraph has missed. */
  onLate(): void;
}

/**
 * Executions join a batch until one of them has read something. Later ones must not: an event that was committed after that
 * read would be shown with older data. DataLoaders read when no microtask is left, too, but one tick later.
 */
export function executionBatches(options: Options): ExecutionBatches {
  const joinable = new Map<string, OpenBatch>();

  function open(key: string, of: BatchOwner): OpenBatch {
    if (joinable.size === 0) queueMicrotask(() => process.nextTick(() => joinable.clear()));
    const batch = new OpenBatch(of, options);
    joinable.set(key, batch);
    return batch;
  }

  return {
    async run(of, work) {
      const key = keyOf(of);
      const batch = joinable.get(key) ?? open(key, of);
      batch.users++;
      try {
        return await work(batch);
      } finally {
        if (--batch.users === 0) {
          batch.close();
          if (joinable.get(key) === batch) joinable.delete(key);
        }
      }
    },
  };
}

/** Principals of views are objects that live as long as they do. */
const keys = new WeakMap<Principal, string>();

function keyOf({ principal, forwarded }: BatchOwner): string {
  const key = keys.get(principal) ?? JSON.stringify(principal);
  keys.set(principal, key);
  return forwarded ? key + JSON.stringify(Object.entries(forwarded).sort()) : key;
}

class OpenBatch implements ExecutionBatch {
  users = 0;
  readonly request: RequestContext;
  readonly batches = new Batches({ shared: true });
  readonly late: Promise<SubgraphResponse>;
  private readonly results = new Map<object, Map<string, Promise<unknown>>>();
  private readonly timer: NodeJS.Timeout;

  constructor({ principal, forwarded }: BatchOwner, { logger, deadlineMs, onLate }: Options) {
    this.request = { ...internalRequest(principal, logger), forwarded };
    let expire: (response: SubgraphResponse) => void;
    this.late = new Promise((resolve) => (expire = resolve));
    this.timer = setTimeout(() => {
      onLate();
      expire({ errors: [unavailable('A part of the service missed the deadline')] });
    }, deadlineMs);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  once<T>(event: object, key: string, execute: () => Promise<T>): Promise<T> {
    const results = this.results.get(event) ?? new Map<string, Promise<unknown>>();
    this.results.set(event, results);
    const known = results.get(key) as Promise<T> | undefined;
    const result = known ?? execute();
    results.set(key, result);
    return result;
  }
}
