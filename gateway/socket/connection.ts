import type { Logger } from '@parley/runtime/logger';
import { CloseCode } from 'graphql-ws';
import type { Server } from 'graphql-ws';
import type { RawData, WebSocket } from 'ws';
import { ping } from './ping';

/** Close codes of RFC 6455 and its registry that a client may come back after. */
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

interface Options<Extra> {
  protocol: Server<Extra>;
  extra: Extra;
  log: Logger;
  /** A socket that has not answered a ping for as long is gone. */
  pingEveryMs: number;
  /** Called with each answer to a ping. */
  onAlive(): void;
  /** Bytes that may wait for a client that does not read. */
  maxBufferedBytes: number;
}

/** Lets graphql-ws's server speak over a socket of ws. Resolves the returned promise once the socket is closed and tidied up. */
export function connect<Extra>(socket: WebSocket, options: Options<Extra>): Promise<void> {
  const { protocol, extra, log, maxBufferedBytes } = options;
  const isOpen = () => socket.readyState === socket.OPEN;

  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (data) =>
        new Promise((resolve) => {
          // what can't be delivered any more is nobody's error: the close handler ends its operation
          if (isOpen()) socket.send(data, () => resolve());
          else resolve();
        }),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (receive) =>
        socket.on('message', (data) => {
          if (!isOpen()) return;
          if (socket.bufferedAmount > maxBufferedBytes) socket.close(TRY_AGAIN_LATER, 'Too slow');
          else receive(textOf(data)).catch((error: unknown) => closeFor(error, socket, log));
        }),
    },
    extra,
  );

  const stopPinging = ping(socket, options);
  // ws has closed the socket with the code that fits (too big, not UTF-8, …) by the time it tells
  socket.on('error', (error) => log.debug({ err: error }, 'socket error'));
  return new Promise((resolve) => {
    socket.once('close', (code, reason) => {
      stopPinging();
      closed(code, String(reason))
        .catch((error: unknown) => log.error({ err: error }, 'closing a socket failed'))
        .finally(resolve);
    });
  });
}

/** Frames come in one piece: ws joins fragments, as its `binaryType` says. */
const textOf = (data: RawData): string => (data as Buffer).toString('utf8');

function closeFor(error: unknown, socket: WebSocket, log: Logger): void {
  if (error instanceof SocketClosure) {
    socket.close(error.closeCode, error.message);
    return;
  }
  log.error({ err: error }, 'socket failed');
  socket.close(CloseCode.InternalServerError, 'Internal server error');
}
