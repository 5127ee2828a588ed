/**
 * Topic to subscribers, within about a millisecond. At most once: a message may be lost, repeated or come out of order
 * when a connection breaks; whoever must not miss one compares positions with the log.
 */
export interface LiveBus {
  /** Resolves when the bus has it, not when subscribers do. A bus that is down drops it. */
  publish(topic: string, message: unknown): Promise<void>;
  /** Hears everything published after this resolves. Messages are JSON values, shared by all listeners: don't change them. */
  subscribe(topic: string, listener: (message: unknown) => void): Promise<Unsubscribe>;
}

/** Nothing is heard after it returns. */
export type Unsubscribe = () => void;
