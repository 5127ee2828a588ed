import type { LiveBus } from './live-bus';

/** A live bus for one process: in order, nothing lost. */
export function inProcessBus(): LiveBus {
  const topics = new Map<string, Set<(message: unknown) => void>>();
  return {
    async publish(topic, message) {
      // after the publisher's own turn, as with a real bus, and each listener on its own
      for (const listener of topics.get(topic) ?? []) {
        queueMicrotask(() => {
          if (topics.get(topic)?.has(listener)) listener(message);
        });
      }
    },
    async subscribe(topic, listener) {
      const heard = (message: unknown) => listener(message);
      const listeners = topics.get(topic) ?? new Set();
      topics.set(topic, listeners.add(heard));
      return () => {
        listeners.delete(heard);
        if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic);
      };
    },
  };
}
