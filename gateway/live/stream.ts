import { notFound } from '@parley/contracts/errors';
import type { Envelope } from '@parley/contracts/live';
import type { ExecutionResult } from 'graphql';
import type { LiveStream } from './live';
import type { Topic } from './topic';

interface StreamOptions {
  topic: Topic;
  /** What a subscriber sees of an envelope; undefined: nothing, and the stream goes on. */
  show(envelope: Envelope): Promise<ExecutionResult | undefined>;
  /** Position after which the stream starts. */
  after: number;
  /** Position at which the viewer was authorized: what an earlier envelope cut was known then. */
  authorizedAt: number;
  viewer: string | undefined;
  /** Whether a viewer may have the stream now. Rejects if not. */
  authorize: LiveStream['reauthorize'];
  /** Asks as the subscriber itself, where an envelope cuts all that are no members. */
  request: Parameters<LiveStream['reauthorize']>[0];
  release(): void;
}

/**
 * One subscriber of one topic: a cursor that reads it in order, each event once.
 * Invariant: a result is given only if the cursor is at the position before it and the viewer has not been cut off.
 * Written by hand: an async generator's `return()` would wait behind a pending `next()`.
 */
export function createStream(options: StreamOptions): LiveStream {
  const { topic, show, after, authorizedAt, viewer, authorize, request, release } = options;
  let cursor = after;
  let waiting: (() => void) | undefined;
  let backlog: readonly Envelope[] = [];
  let over: { error?: unknown } | undefined;

  const wake = () => {
    waiting?.();
    waiting = undefined;
  };
  const end = (reason: { error?: unknown }) => {
    if (over) return;
    over = reason;
    leave();
    release();
    wake();
  };
  const reauthorize: LiveStream['reauthorize'] = (asked) => authorize(asked).catch((error: unknown) => end({ error }));
  const leave = topic.listen({
    advanced: wake,
    ended: (error) => end({ error }),
    cut(envelope) {
      if (isCut(envelope)) end({ error: notFound('Conversation') });
      else if (envelope.cuts === 'non-members' && envelope.seq > authorizedAt) void reauthorize(request);
    },
  });

  const isCut = ({ seq, cuts }: Envelope) => seq > authorizedAt && typeof cuts === 'object' && cuts.viewer === viewer;

  async function nextEnvelope(): Promise<Envelope | undefined> {
    while (!over && topic.last <= cursor) await new Promise<void>((resolve) => (waiting = resolve));
    if (over) return undefined;
    if (backlog[0]?.seq !== cursor + 1) backlog = await topic.read(cursor);
    const [envelope] = backlog;
    backlog = backlog.slice(1);
    return envelope;
  }

  /** The next result, read again where a deletion came in between. */
  async function nextResult(): Promise<ExecutionResult | undefined> {
    for (;;) {
      const { generation } = topic;
      const envelope = await nextEnvelope();
      if (!envelope || over) return undefined;
      if (isCut(envelope)) return void end({ error: notFound('Conversation') });
      const result = await show(envelope);
      if (over) return undefined;
      if (generation !== topic.generation) {
        backlog = [];
        continue;
      }
      cursor = envelope.seq;
      if (result) return result;
    }
  }

  return {
    reauthorize,
    get ended() {
      return over !== undefined;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const value = await nextResult().catch((error: unknown) => end({ error }));
      if (value && !over) return { done: false, value };
      return finish(over);
    },
    async return() {
      end({});
      return { done: true, value: undefined };
    },
  };
}

/** How a stream that is over answers: with its error, once. */
export function finish(over: { error?: unknown } | undefined): IteratorReturnResult<undefined> {
  const { error } = over ?? {};
  if (error === undefined) return { done: true, value: undefined };
  delete over!.error;
  throw error;
}
