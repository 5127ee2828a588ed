import { unref } from './unref.js';

/** Waiting that can be cut short. */
export interface Pause {
  /** Resolves after `ms`, or as soon as somebody is in a hurry. */
  wait(ms: number): Promise<void>;
  /** Ends all waiting that is under way. */
  hurry(): void;
  /** Likewise, and whoever waits from now on waits for ever. */
  close(): void;
}

export function createPause(): Pause {
  const waiting = new Set<() => void>();
  const hurry = () => [...waiting].forEach((end) => end());
  let closed = false;
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        if (closed) return;
        const end = () => {
          clearTimeout(timer);
          waiting.delete(end);
          resolve();
        };
        const timer = setTimeout(end, ms);
        unref(timer);
        waiting.add(end);
      }),
    hurry,
    close() {
      closed = true;
      hurry();
    },
  };
}
