import type { Listener, LiveBus, Unsubscribe } from '@parley/ports/bus/live-bus';

interface SharedSubscription {
  readonly listeners: Set<Listener>;
  readonly opened: Promise<Unsubscribe>;
}

/** Subscribes to each topic of the bus once, however many listen. */
export function shareSubscriptions(bus: Pick<LiveBus, 'subscribe'>): Pick<LiveBus, 'subscribe'> {
  const shared = new Map<string, SharedSubscription>();

  function open(topic: string): SharedSubscription {
    const listeners = new Set<Listener>();
    const opened = bus.subscribe(topic, (message) => {
      for (const listener of listeners) listener(message);
    });
    const one = { listeners, opened };
    shared.set(topic, one);
    return one;
  }

  function leave(topic: string, one: SharedSubscription, listener: Listener): void {
    if (!one.listeners.delete(listener) || one.listeners.size > 0) return;
    if (shared.get(topic) === one) shared.delete(topic);
    // whoever waits for it is told why it failed
    one.opened.then(
      (unsubscribe) => unsubscribe(),
      () => undefined,
    );
  }

  return {
    async subscribe(topic, listener) {
      const one = shared.get(topic) ?? open(topic);
      const heard: Listener = (message) => listener(message);
      one.listeners.add(heard);
      try {
        await one.opened;
      } catch (error) {
        leave(topic, one, heard);
        throw error;
      }
      return () => leave(topic, one, heard);
    },
  };
}
