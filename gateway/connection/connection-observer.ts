import type { Viewer } from '@parley/contracts/principal';

/** A socket, or a response that streams, whose client has signed in. */
export interface ObservedConnection {
  /** Of this connection alone, in any process. */
  readonly id: string;
  /** Who opened it; a renewed token is the same person's. */
  readonly viewer: Viewer;
}

/** Hears of the signed-in connections of this process. Nobody waits for it, and it must not throw. */
export interface ConnectionObserver {
  connected(connection: ObservedConnection): void;
  /** With each pong: about every 15 s. */
  alive(connection: ObservedConnection): void;
  disconnected(connection: ObservedConnection): void;
}
