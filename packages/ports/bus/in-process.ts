import { deliver, type OnListenerError } from './deliver';
import type { Listener, LiveBus } from './live-bus';

const warn: OnListenerError = (error) => process.emitWarning(`A listener of the live bus failed: ${String(error)}`);

/** A live bus for one process: in order, nothing lost. */
export function inProcessBus({ onError = warn }: { onError?: OnListenerError } = {}): LiveBus {
  const topics = new Map<string, Set<Listener>>();
  return {
    async publish(topic, message) {
      const listeners = topics.get(topic);
      // after the publisher's own turn, as with a real bus
      if (listeners) queueMicrotask(() => deliver(listeners, message, onError));
    },
    async subscribe(topic, listener) {
      const received = (message: unknown) => listener(message);
      const listeners = topics.get(topic) ?? new Set();
      topics.set(topic, listeners.add(received));
      return () => {
        listeners.delete(received);
        if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic);
      };
    },
  };
}
