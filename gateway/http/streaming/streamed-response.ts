import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { unavailable } from '@parley/contracts/errors';
import type { RequestContext } from '@parley/runtime/request';
import { formatError, formatErrors } from '../../federation/format-error';
import type { Transport } from '../../live/delivery/transport';
import type { StreamFormat } from './stream-format';

interface Options {
  /** Sent beside those of the format. */
  headers: Readonly<Record<string, number | string | string[] | undefined>>;
  format: StreamFormat;
  /** Whose response it is. */
  request: RequestContext;
  /** Called with each heartbeat that the connection took. */
  onAlive(): void;
}

/** Less than the half minute after which the first proxies give up. */
const HEARTBEAT_EVERY_MS = 12_000;
/** How long a client may take to read the end. */
const END_WITHIN_MS = 3_000;

/**
 * One response that frames are written to: OPEN, then ENDED, by either side. `finish` is the only place that ends it.
 * Invariant: nothing is written after what it ends with.
 */
export class StreamedResponse {
  /** Where frames go. */
  readonly transport: Transport;
  /** Resolves when the client has read all of it, or is gone. */
  readonly closed: Promise<void>;
  private ended = false;
  private endListeners: (() => void)[] = [];
  private readonly heart: NodeJS.Timeout;
  private ending: NodeJS.Timeout | undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly options: Options,
  ) {
    const { format, headers } = options;
    response.writeHead(200, {
      ...headers,
      'content-type': format.contentType,
      'cache-control': 'no-store, no-transform',
      // nginx would keep events until it has a page of them
      'x-accel-buffering': 'no',
      // a server that stops need not wait until it is idle
      connection: 'close',
    });
    writeNow(response, format.opening, 'utf8');
    this.heart = setInterval(() => this.beat(), HEARTBEAT_EVERY_MS);
    this.closed = new Promise((resolve) => {
      response.once('close', () => {
        this.finish();
        clearTimeout(this.ending);
        resolve();
      });
    });
    // whoever went away is told by `close`
    response.on('error', () => undefined);
    this.transport = {
      stream: uncorked(response),
      isOpen: () => this.isOpen,
      closeAsTooSlow: () => this.destroy(),
    };
  }

  get isOpen(): boolean {
    return !this.ended && !this.response.destroyed;
  }

  /** Calls back once it has ended; immediately if it has. */
  onEnd(callback: () => void): void {
    if (this.ended) callback();
    else this.endListeners.push(callback);
  }

  complete(): void {
    this.end(this.options.format.completion);
  }

  fail(errors: readonly unknown[]): void {
    const { format, request } = this.options;
    this.end(format.failure(formatErrors(errors, request)));
  }

  /** The server goes, and the client is to come back. */
  restart(): void {
    const { format, request } = this.options;
    this.end(format.restart(formatError(unavailable('The server restarts'), request)));
  }

  private end(last: string): void {
    if (!this.isOpen) return;
    this.finish();
    this.response.end(last);
    this.ending = setTimeout(() => this.destroy(), END_WITHIN_MS);
  }

  /** Gives up what has not been taken yet. */
  destroy(): void {
    this.finish();
    this.response.destroy();
  }

  private finish(): void {
    if (this.ended) return;
    this.ended = true;
    clearInterval(this.heart);
    for (const callback of this.endListeners) callback();
    this.endListeners = [];
  }

  /** One that does not read gets none: they would pile up. */
  private beat(): void {
    if (!this.isOpen || this.response.writableLength > 0) return;
    this.response.write(this.options.format.heartbeat, (error) => {
      if (!error) this.options.onAlive();
    });
  }
}

function uncorked(response: ServerResponse): Pick<Writable, 'write' | 'writableLength'> {
  const write = (...args: Parameters<Writable['write']>): boolean => writeNow(response, ...args);
  return {
    write: write as Writable['write'],
    get writableLength() {
      return response.writableLength;
    },
  };
}

/**
 * Node keeps what is written to a response until the end of the turn, so that it looks as if it had not been taken
 * though it could be. A sweep has collected all ready frames, and needs to know. What is corked already Node does not cork,
 * and `uncork` writes it.
 */
function writeNow(response: ServerResponse, ...args: Parameters<Writable['write']>): boolean {
  const { socket } = response;
  // the parts of a chunk in one packet
  socket?.cork();
  response.cork();
  response.write(...args);
  response.uncork();
  socket?.uncork();
  return response.writableLength < response.writableHighWaterMark;
}
