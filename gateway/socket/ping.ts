import type { WebSocket } from 'ws';

interface Options {
  /** A socket without a pong for this long is closed. */
  pingEveryMs: number;
  /** Called with each pong. */
  onAlive?(): void;
}

/** Notices when whoever is at the other end of a socket is gone without a word, and ends it then. Returns how to stop. */
export function ping(socket: WebSocket, { pingEveryMs, onAlive }: Options): () => void {
  let alive = true;
  socket.on('pong', () => {
    alive = true;
    onAlive?.();
  });
  const timer = setInterval(() => {
    if (!alive) socket.terminate();
    alive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, pingEveryMs);
  return () => clearInterval(timer);
}
