import { ParleyError } from '@parley/contracts/errors';
import type { ExecutionResult } from 'graphql';
import type { LiveStream } from './live';
import { finish } from './stream';

/** Several streams as one, which come and go while it is read. */
export interface MergedStream extends LiveStream {
  /** Reads `stream` too, under a name; one that is read under this name already stays. */
  add(name: string, open: () => Promise<LiveStream>): Promise<void>;
  remove(name: string): void;
  has(name: string): boolean;
}

/**
 * Gives what its streams give, each in its own order. A stream that ends because access was lost is silent from then
 * on; any other error ends the whole. Invariant: at most one result of each stream waits to be taken.
 */
export function mergedStream(authorize: LiveStream['reauthorize']): MergedStream {
  const streams = new Map<string, LiveStream | undefined>();
  const ready: { name: string; stream: LiveStream; value: ExecutionResult }[] = [];
  let waiting: (() => void) | undefined;
  let over: { error?: unknown } | undefined;

  const wake = () => {
    waiting?.();
    waiting = undefined;
  };
  const end = (reason: { error?: unknown }) => {
    if (over) return;
    over = reason;
    for (const stream of streams.values()) void stream?.return();
    streams.clear();
    wake();
  };

  function pull(name: string, stream: LiveStream): void {
    stream.next().then(
      ({ done, value }) => {
        if (streams.get(name) !== stream) return;
        if (done) return void streams.delete(name);
        ready.push({ name, stream, value });
        wake();
      },
      (error: unknown) => {
        if (streams.get(name) !== stream) return;
        streams.delete(name);
        if (!(error instanceof ParleyError && error.code === 'NOT_FOUND')) end({ error });
      },
    );
  }

  function take(): ExecutionResult | undefined {
    for (let next = ready.shift(); next; next = ready.shift()) {
      // what a stream gave before it was taken away or cut off is not shown any more
      if (streams.get(next.name) !== next.stream) continue;
      const { ended } = next.stream;
      pull(next.name, next.stream);
      if (!ended) return next.value;
    }
    return undefined;
  }

  return {
    get ended() {
      return over !== undefined;
    },
    has: (name) => streams.has(name),
    async add(name, open) {
      if (over || streams.has(name)) return;
      streams.set(name, undefined);
      const stream = await open().catch((error: unknown) => end({ error }));
      if (!stream) return;
      if (over || !streams.has(name)) return void stream.return();
      streams.set(name, stream);
      pull(name, stream);
    },
    remove(name) {
      void streams.get(name)?.return();
      streams.delete(name);
    },
    reauthorize: (request) => authorize(request).catch((error: unknown) => end({ error })),
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      for (;;) {
        if (over) return finish(over);
        const value = take();
        if (value) return { done: false, value };
        await new Promise<void>((resolve) => (waiting = resolve));
      }
    },
    async return() {
      end({});
      return { done: true, value: undefined };
    },
  };
}
