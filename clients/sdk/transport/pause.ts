import { unref } from '../store.js';

/** Waiting that can be cut short. */
export interface Pause {
  /** Resolves after `ms`, or as soon as somebody is in a hurry. */
  wait(ms: number): Promise<void>;
  /** Ends all waiting that is under way. */
  hurry(): void;
}

export function createPause(): Pause {
  const waiting = new Set<() => void>();
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer);
          waiting.delete(end);
          resolve();
        };
        const timer = setTimeout(end, ms);
        unref(timer);
        waiting.add(end);
      }),
    hurry: () => [...waiting].forEach((end) => end()),
  };
}
