/**
 * Topic to subscribers, within about a millisecond. At most once: a message may be lost, repeated or come out of order
 * when a connection breaks; whoever must not miss one compares positions with the log.
 */
export interface LiveBus {
  /**
   * Resolves when the bus has it, not when subscribers do. What one process publishes to a topic arrives in that order,
   * by that process too. A bus that is down drops it.
   */
  publish(topic: string, message: unknown): Promise<void>;
  /**
   * Hears everything published after this resolves. Messages are JSON values, shared by all listeners: don't change
   * them. A listener that throws harms no other. Errors: UNAVAILABLE where the bus is down.
   */
  subscribe(topic: string, listener: Listener): Promise<Unsubscribe>;
}

export type Listener = (message: unknown) => void;

/** Nothing arrives after it returns. */
export type Unsubscribe = () => void;
