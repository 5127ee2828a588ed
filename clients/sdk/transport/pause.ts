import { unref } from './unref.js';

/** Waiting that can be cut short. Waiting alone does not keep a Node process running; `hold` does. */
export interface Pause {
  /** Resolves after `ms`, or as soon as somebody is in a hurry. */
  wait(ms: number): Promise<void>;
  /** Keeps the process running until the returned function is called, or the pause is closed. */
  hold(): () => void;
  /** Ends all waiting that is under way. */
  hurry(): void;
  /** Likewise, and whoever waits from now on waits for ever. */
  close(): void;
}

/** The longest that a timer can be set to. */
const LONGEST_MS = 2 ** 31 - 1;

export function createPause(): Pause {
  const waiting = new Set<() => void>();
  const holders = new Set<object>();
  const hurry = () => [...waiting].forEach((end) => end());
  let closed = false;
  let alive: ReturnType<typeof setInterval> | undefined;

  function keepAlive(): void {
    if (holders.size > 0 && !closed) return void (alive ??= setInterval(() => undefined, LONGEST_MS));
    clearInterval(alive);
    alive = undefined;
  }

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
    hold() {
      const holder = {};
      holders.add(holder);
      keepAlive();
      return () => {
        if (holders.delete(holder)) keepAlive();
      };
    },
    hurry,
    close() {
      closed = true;
      hurry();
      keepAlive();
    },
  };
}
