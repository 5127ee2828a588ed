import type { Entry } from '@parley/contracts/events';
import type { Service } from '@parley/runtime/service';

/**
 * The log's entries, for whoever works on them afterwards: ordered for each stream, at least once, kept for replay.
 * A consumer group has a position of its own and hears every entry; its processes share the work.
 */
export interface EventStream {
  /** Resolves when all are durable, in this order for each stream. Rejected: any of them may or may not be; publish again. */
  publish(entries: readonly Entry[]): Promise<void>;
  /**
   * A service that hands every entry to `handle`, from the group's position on. The position moves when `handle`
   * resolves; a batch that rejects comes again, after a growing pause. So `handle` may see an entry twice.
   */
  consumer(group: string, handle: (entries: readonly Entry[]) => Promise<void>): Service;
}
