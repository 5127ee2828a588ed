import type { Listener } from './live-bus';

/** The error of a listener. */
export type OnListenerError = (error: unknown) => void;

/** Gives a message to each of those who listen, but for those who stop meanwhile. */
export function deliver(listeners: ReadonlySet<Listener>, message: unknown, onError: OnListenerError): void {
  for (const listener of [...listeners]) {
    if (!listeners.has(listener)) continue;
    try {
      listener(message);
    } catch (error) {
      onError(error);
    }
  }
}
