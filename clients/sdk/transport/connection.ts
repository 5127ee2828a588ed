import type { ConnectionState } from '../api.js';
import { writable, type Store } from '../store.js';

/** Reloads something after the connection was lost. */
export type CatchUp = () => Promise<unknown>;

/**
 * What is known of the line: idle → connecting → connected → (cut) offline ⇄ connecting → connected, and idle whenever
 * nobody listens. `offlineSince` is set from the first moment without a line that somebody wants until there is one.
 */
export interface Connection {
  readonly state: Store<ConnectionState>;
  connecting(): void;
  /** `wasCut`: whether there may be something to catch up with. */
  connected(wasCut: boolean): void;
  cut(): void;
  waiting(retryAt: number): void;
  idle(): void;
  /** Called after each cut, until the returned function is called. */
  onReturn(catchUp: CatchUp): () => void;
}

const IDLE: ConnectionState = { status: 'idle', offlineSince: null, retryAt: null, caughtUp: true };

export function createConnection(now: () => number = Date.now): Connection {
  const state = writable<ConnectionState>(IDLE);
  const catchUps = new Set<CatchUp>();
  let connections = 0;
  const change = (changes: Partial<ConnectionState>) => state.update((before) => ({ ...before, ...changes }));
  const since = () => state.get().offlineSince ?? now();

  async function catchUp(connection: number): Promise<void> {
    await Promise.allSettled([...catchUps].map((read) => read()));
    if (connection === connections && state.get().status === 'connected') change({ caughtUp: true });
  }

  return {
    state,
    connecting: () => change({ status: 'connecting', offlineSince: since(), retryAt: null }),
    connected(wasCut) {
      connections += 1;
      change({ status: 'connected', offlineSince: null, retryAt: null, caughtUp: !wasCut });
      if (wasCut) void catchUp(connections);
    },
    cut: () => change({ status: 'offline', offlineSince: since(), caughtUp: false }),
    waiting: (retryAt) => change({ status: 'offline', offlineSince: since(), retryAt, caughtUp: false }),
    idle: () => state.set(IDLE),
    onReturn(read) {
      catchUps.add(read);
      return () => void catchUps.delete(read);
    },
  };
}
