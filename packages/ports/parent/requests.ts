import { unavailable } from '@parley/contracts/errors';

/** Requests of this process that wait for their responses. */
export interface Requests {
  /** Sends a request with an unused id. Errors: UNAVAILABLE, also without a response in time. */
  request(send: (id: number) => void): Promise<unknown>;
  respond(id: number, value: unknown): void;
  fail(id: number, error: unknown): void;
  /** Rejects all that wait, and later ones. */
  close(): void;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  sentMs: number;
}

interface RequestsOptions {
  /** Milliseconds until a request fails. */
  withinMs: number;
  /** Requests that may wait at once. */
  most: number;
}

const MAX_ID = 0xffff_ffff;

/** Invariant: requests are in `waiting` in the order in which they were sent, and a timer runs while there are any. */
export function createRequests({ withinMs, most }: RequestsOptions): Requests {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  function settle(id: number): Waiting | undefined {
    const request = waiting.get(id);
    waiting.delete(id);
    return request;
  }

  function expire(): void {
    timer = undefined;
    const late = performance.now() - withinMs;
    for (const [id, { sentMs }] of waiting) {
      if (sentMs > late) break;
      settle(id)?.reject(unavailable('The parent process does not respond'));
    }
    watch();
  }

  function watch(): void {
    const [oldest] = waiting.values();
    if (oldest) timer ??= setTimeout(expire, Math.max(1, oldest.sentMs + withinMs - performance.now()));
  }

  return {
    request(send) {
      if (closed) return Promise.reject(unavailable('The parent process is gone'));
      if (waiting.size >= most) return Promise.reject(unavailable('The parent process is too far behind'));
      return new Promise((resolve, reject) => {
        lastId = (lastId % MAX_ID) + 1;
        waiting.set(lastId, { resolve, reject, sentMs: performance.now() });
        send(lastId);
        watch();
      });
    },
    respond: (id, value) => settle(id)?.resolve(value),
    fail: (id, error) => settle(id)?.reject(error),
    close() {
      closed = true;
      clearTimeout(timer);
      for (const id of [...waiting.keys()]) settle(id)?.reject(unavailable('The parent process is gone'));
    },
  };
}
