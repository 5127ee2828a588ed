import type { Entry } from '@parley/contracts/events';
import type { Service } from '@parley/runtime/service';
import type { DeadLetters } from './dead-letters';

/**
 * The log's entries, for whoever works on them afterwards: ordered for each stream, at least once, kept for replay.
 * A consumer group has a position of its own and hears every entry; its processes share the work.
 */
export interface EventStream {
  /** Resolves when all are durable, in this order for each stream. Rejected: any of them may or may not be; publish again. */
  publish(entries: readonly Entry[]): Promise<void>;
  /**
   * A service that hands every entry to `handle`, from the group's position on; a new group starts at the oldest that is
   * kept. The position moves when `handle` resolves, so that `handle` may see an entry twice.
   *
   * What rejects comes again, after a growing pause. UNAVAILABLE (something that `handle` needs is down) is tried for as
   * long as it takes, before anything later. Any other error is taken for the entries' own: after some tries they come
   * one by one, and the group goes on without the one that still rejects. An adapter may bring that one some more times,
   * late: after later ones of its stream. At last it goes to the group's dead letters, with the error.
   */
  consumer(group: string, handle: (entries: readonly Entry[]) => Promise<void>): Service;
}

/** One whose dead letters an operator can see. */
export interface OperatedStream extends EventStream {
  /** The entries that a group set aside. A replayed one comes late: after later entries of its stream. */
  deadLetters(group: string): DeadLetters;
}
