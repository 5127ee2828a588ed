import type { LiveSink } from '../api.js';
import { writable, type Store } from '../store.js';
import type { Connection } from '../transport/connection.js';
import type { Pause } from '../transport/pause.js';

interface Options<T> {
  readonly initial: T;
  /** Opens the subscription; what it tells changes the value. */
  readonly listen: (change: (next: (value: T) => T) => void) => () => void;
  /** Loads what the subscription does not start with, and once more after each reconnection. */
  readonly read?: (change: (next: (value: T) => T) => void) => Promise<unknown>;
  readonly connection: Pick<Connection, 'onReturn'>;
  readonly pause: Pause;
  /** Whether nobody may say what it is once nobody listens any more. */
  readonly forget?: boolean;
}

export interface Latest<T> extends Store<T> {
  /** Who may hear it has changed: it is heard and read anew, if somebody listens. */
  readonly restart: () => void;
}

/** Something of which only the latest counts: heard, and read, while somebody listens. */
export function latest<T>({ initial, listen, read, connection, pause, forget = false }: Options<T>): Latest<T> {
  let stop: (() => void) | undefined;
  const store = writable(initial, {
    pause,
    start() {
      begin();
      return () => {
        stop?.();
        stop = undefined;
      };
    },
  });

  function begin(): void {
    const reload = async () => read?.(store.update);
    const ends = [listen(store.update), connection.onReturn(reload)];
    // it is reloaded when the connection is back
    reload().catch(() => undefined);
    stop = () => {
      ends.forEach((end) => end());
      if (forget) store.set(initial);
    };
  }

  return {
    get: store.get,
    subscribe: store.subscribe,
    restart() {
      if (!stop) return;
      stop();
      begin();
    },
  };
}

/** A sink for what only adds to a view: where it may not be heard, it is not there. */
export const sink = <Result>(next: (result: Result) => void): LiveSink<Result> => ({
  next: (result) => result && next(result),
  error: () => undefined,
});
