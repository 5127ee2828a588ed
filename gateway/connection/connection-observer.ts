import type { Viewer } from '@parley/contracts/principal';

/** A socket, or a response that streams, whose client has said who it is. */
export interface SignedInSocket {
  /** Of this socket alone, in any process. */
  readonly id: string;
  /** Who opened it; a renewed token is the same person's. */
  readonly viewer: Viewer;
}

/** Hears of the signed-in sockets of this process. Nobody waits for it, and it must not throw. */
export interface SocketObserver {
  connected(socket: SignedInSocket): void;
  /** With each answer to a ping: about every 15 s. */
  alive(socket: SignedInSocket): void;
  disconnected(socket: SignedInSocket): void;
}

/** What happens to one socket, told to its observer: `connected` once, then `alive` any number of times, `disconnected` once. */
export interface SocketLife {
  signedIn(viewer: Viewer): void;
  answered(): void;
  closed(): void;
}

export function observedLife(id: string, observer: SocketObserver | undefined): SocketLife {
  let socket: SignedInSocket | undefined;
  return {
    signedIn(viewer) {
      socket = { id, viewer };
      observer?.connected(socket);
    },
    answered() {
      if (socket) observer?.alive(socket);
    },
    closed() {
      if (socket) observer?.disconnected(socket);
      socket = undefined;
    },
  };
}
