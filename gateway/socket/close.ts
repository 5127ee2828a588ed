import type { WebSocket } from 'ws';

/** Close codes of RFC 6455 and its registry. After the last two a client may come back. */
export const UNSUPPORTED_DATA = 1003;
export const POLICY_VIOLATION = 1008;
export const SERVICE_RESTART = 1012;
export const TRY_AGAIN_LATER = 1013;

/** Thrown by a handler: the socket ends with this code, and the client is told the reason. */
export class SocketClosure extends Error {
  constructor(
    readonly closeCode: number,
    reason: string,
  ) {
    super(reason);
    this.name = 'SocketClosure';
  }
}

/** RFC 6455, 5.5: a control frame has 125 bytes, two of which are the code. */
const MAX_REASON_BYTES = 123;

/** Closes with as much of the reason as there is room for: it may have in it what a client sent. */
export function closeSocket(socket: Pick<WebSocket, 'close'>, code?: number, reason = ''): void {
  let shown = reason.slice(0, MAX_REASON_BYTES);
  while (Buffer.byteLength(shown) > MAX_REASON_BYTES) shown = shown.slice(0, -1);
  socket.close(code, shown);
}
