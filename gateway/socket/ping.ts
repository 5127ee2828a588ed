import type { WebSocket } from 'ws';

interface Options {
  /** A socket that has not answered a ping for as long is gone. */
  pingEveryMs: number;
  /** Called with each answer. */
  onAlive?(): void;
}

/** Notices when whoever is at the other end of a socket is gone without a word, and ends it then. Returns how to stop. */
export function ping(socket: WebSocket, { pingEveryMs, onAlive }: Options): () => void {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
    onAlive?.();
  });
  const timer = setInterval(() => {
    if (!answered) socket.terminate();
    answered = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, pingEveryMs);
  return () => clearInterval(timer);
}
