import { LATEST_MESSAGE } from '@parley/contracts/live';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import type { ExecutionResult } from 'graphql';
import type { LiveStream } from './live';
import { finish } from './stream';

/** Keys that wait for their interval at most; beyond that the oldest are let go. */
const MAX_KEYS = 10_000;

interface LatestOptions {
  bus: LiveBus;
  topics: readonly string[];
  initial: readonly string[];
  intervalMs: number;
  /** The present state of some keys, as one result. */
  execute(keys: readonly string[]): Promise<ExecutionResult>;
  authorize: LiveStream['reauthorize'];
}

/** A stream of class `latest`, which can be ended from outside. */
export interface LatestStream extends LiveStream {
  end(error?: unknown): void;
  onEnd(callback: () => void): void;
}

/**
 * One subscriber of what changes: keys are gathered for an interval, and answered with the state as it is then.
 * A subscriber that is slow gets fewer answers, never older ones. Invariant: no two answers in a row are the same, and
 * they are at least an interval apart.
 */
export async function latestStream(options: LatestOptions): Promise<LatestStream> {
  const { bus, topics, initial, intervalMs, execute, authorize } = options;
  const keys = new Set(initial);
  let dueAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let waiting: (() => void) | undefined;
  let sent: string | undefined;
  let over: { error?: unknown } | undefined;
  const atEnd: (() => void)[] = [];

  const wake = () => {
    waiting?.();
    waiting = undefined;
  };
  const hear = (message: unknown) => {
    const parsed = LATEST_MESSAGE.safeParse(message);
    if (!parsed.success) return;
    keys.delete(parsed.data.key);
    keys.add(parsed.data.key);
    if (keys.size > MAX_KEYS) keys.delete(keys.values().next().value!);
    wake();
  };
  const subscriptions = await Promise.all(topics.map((topic) => bus.subscribe(topic, hear)));

  function end(error?: unknown): void {
    if (over) return;
    over = { error };
    for (const unsubscribe of subscriptions) unsubscribe();
    for (const callback of atEnd) callback();
    wake();
  }

  /** Resolves when something happens, or after so many milliseconds. */
  const something = (ms?: number): Promise<void> =>
    new Promise<void>((resolve) => {
      waiting = resolve;
      if (ms !== undefined) timer = setTimeout(resolve, ms);
    }).then(() => clearTimeout(timer));

  async function due(): Promise<void> {
    while (!over) {
      const ms = dueAt - performance.now();
      if (keys.size > 0 && ms <= 0) return;
      await something(keys.size > 0 ? ms : undefined);
    }
  }

  async function nextResult(): Promise<ExecutionResult | undefined> {
    for (;;) {
      await due();
      if (over) return undefined;
      const asked = [...keys];
      keys.clear();
      dueAt = performance.now() + intervalMs;
      const result = await execute(asked);
      if (over) return undefined;
      const text = JSON.stringify([result.data, result.errors?.map(({ message }) => message)]);
      if (text === sent) continue;
      sent = text;
      return result;
    }
  }

  const stream: LatestStream = {
    end,
    onEnd(callback) {
      if (over) callback();
      else atEnd.push(callback);
    },
    get ended() {
      return over !== undefined;
    },
    reauthorize: (request) => authorize(request).catch(end),
    [Symbol.asyncIterator]: () => stream,
    async next() {
      const value = await nextResult().catch(end);
      return value ? { done: false, value } : finish(over);
    },
    async return() {
      end();
      return { done: true, value: undefined };
    },
  };
  return stream;
}
