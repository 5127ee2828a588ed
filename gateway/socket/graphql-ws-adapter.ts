import type { Logger } from '@parley/runtime/logger';
import { CloseCode } from 'graphql-ws';
import type { Server } from 'graphql-ws';
import type { RawData, WebSocket } from 'ws';
import { fromJson, withDigits } from '../execution/lossless';
import { closeSocket, SocketClosure, TRY_AGAIN_LATER, UNSUPPORTED_DATA } from './close';
import { operationIds, type Received } from './operation-ids';
import { ping } from './ping';

interface Options<Extra> {
  protocol: Server<Extra>;
  extra: Extra;
  logger: Logger;
  /** A socket without a pong for this long is closed. */
  pingEveryMs: number;
  /** Called when the client completes an operation that is in progress. */
  onLeft(id: string): void;
  /** Called with each pong. */
  onAlive(): void;
  /** Bytes that may wait for a client that does not read. */
  maxBufferedBytes: number;
  /** Numbers in variables and results keep all their digits. */
  exactNumbers?: boolean;
}

/** Lets graphql-ws's server speak over a socket of ws. Resolves the returned promise once the socket is closed and tidied up. */
export function connect<Extra>(socket: WebSocket, options: Options<Extra>): Promise<void> {
  const { protocol, extra, logger, maxBufferedBytes, exactNumbers = false, onLeft } = options;
  const isOpen = () => socket.readyState === socket.OPEN;
  const takesMore = () => {
    if (socket.bufferedAmount <= maxBufferedBytes) return true;
    socket.close(TRY_AGAIN_LATER, 'Too slow');
    return false;
  };

  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (data) =>
        new Promise((resolve) => {
          // what can't be delivered any more is nobody's error: the close handler ends its operation
          if (isOpen()) socket.send(exactNumbers ? withDigits(data) : data, () => resolve());
          else resolve();
        }),
      close: (code, reason) => closeSocket(socket, code, reason),
      onMessage(handle) {
        // graphql-ws's server takes a message that is parsed, too
        const receive = operationIds(async (message) => (isOpen() ? handle(message as string) : undefined), onLeft);
        socket.on('message', (data, isBinary) => {
          if (!isOpen()) return;
          if (isBinary) socket.close(UNSUPPORTED_DATA, 'Messages are text');
          else if (takesMore())
            receive(parsed(textOf(data), exactNumbers)).catch((error: unknown) => closeFor(error, socket, logger));
        });
      },
    },
    extra,
  );

  // this responds and not ws, which would keep what a client does not read
  socket.on('ping', (data) => {
    if (isOpen() && takesMore()) socket.pong(data);
  });
  const stopPinging = ping(socket, options);
  // ws has closed the socket with the code that fits (too big, not UTF-8, …) by the time it tells
  socket.on('error', (error) => logger.debug({ err: error }, 'socket error'));
  return new Promise((resolve) => {
    socket.once('close', (code, reason) => {
      stopPinging();
      closed(code, String(reason))
        .catch((error: unknown) => logger.error({ err: error }, 'closing a socket failed'))
        .finally(resolve);
    });
  });
}

/** Frames come in one piece: ws joins fragments, as its `binaryType` says. */
const textOf = (data: RawData): string => (data as Buffer).toString('utf8');

function parsed(text: string, exactNumbers: boolean): Received {
  try {
    return (exactNumbers ? fromJson(text) : JSON.parse(text)) as Received;
  } catch {
    return text;
  }
}

function closeFor(error: unknown, socket: WebSocket, logger: Logger): void {
  if (error instanceof SocketClosure) {
    closeSocket(socket, error.closeCode, error.message);
    return;
  }
  logger.error({ err: error }, 'socket failed');
  socket.close(CloseCode.InternalServerError, 'Internal server error');
}
