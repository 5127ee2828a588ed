import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { POLICY_VIOLATION } from './close';
import { Rate } from './rate';

interface Limits {
  /** Frames of a client in a second, and their bytes on the wire. */
  framesPerSecond: number;
  bytesPerSecond: number;
  /** Bytes of one message. */
  frameBytes: number;
  /** Called once if the socket is closed for it. */
  onExceeded(): void;
}

/** A client may send as much at once as in so many seconds. */
const BURST_SECONDS = 5;
/** How long the close frame may take to reach the client, of which nothing is read any more. */
const CLOSE_WITHIN_MS = 1_000;

/**
 * Closes a socket with 1008 whose client sends too much, whatever it is: it is counted as it arrives, before anything of it
 * is parsed, from the first byte on. Call it before anything else listens to the socket.
 */
export function limitIncoming(socket: WebSocket, stream: Duplex, limits: Limits): void {
  const { framesPerSecond, bytesPerSecond, frameBytes, onExceeded } = limits;
  const frames = new Rate(framesPerSecond, framesPerSecond * BURST_SECONDS);
  const bytes = new Rate(bytesPerSecond, Math.max(bytesPerSecond * BURST_SECONDS, frameBytes * 2));
  let exceeded = false;

  function count(rate: Rate, tokens: number): void {
    if (exceeded || rate.takes(tokens)) return;
    exceeded = true;
    onExceeded();
    socket.close(POLICY_VIOLATION, 'Too many messages');
    // what has come already is not even read
    socket.pause();
    const timer = setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS);
    socket.once('close', () => clearTimeout(timer));
  }

  const countFrame = () => count(frames, 1);
  for (const event of ['message', 'ping', 'pong'] as const) socket.on(event, countFrame);
  stream.prependListener('data', (chunk: Buffer) => count(bytes, chunk.length));
}
