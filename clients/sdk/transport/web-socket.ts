import { unref } from './unref.js';

/** A class like the browser's `WebSocket` (https://websockets.spec.whatwg.org/). */
export type WebSocketClass = new (url: string, protocols?: string | string[]) => object;

/** What there is; Node before 22 has none, and `ws` is taken there. */
export async function webSocketClass(given?: WebSocketClass): Promise<WebSocketClass> {
  const own = given ?? (globalThis as { WebSocket?: WebSocketClass }).WebSocket;
  return own ?? (await import('ws')).WebSocket;
}

/** What all of them have, of what is used here. */
interface Socket {
  close(): void;
  addEventListener(type: 'open' | 'close', listener: () => void): void;
}

/** Sockets that are closed unless they open within so many milliseconds, and before the signal. */
export function impatient(
  Base: WebSocketClass,
  { withinMs, signal }: { withinMs: number; signal: AbortSignal },
): WebSocketClass {
  return class extends Base {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols);
      const socket = this as unknown as Socket;
      const close = () => socket.close();
      const timer = setTimeout(close, withinMs);
      unref(timer);
      const stop = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', close);
      };
      signal.addEventListener('abort', close);
      if (signal.aborted) close();
      socket.addEventListener('open', stop);
      socket.addEventListener('close', stop);
    }
  };
}
