import { notFound } from '@parley/contracts/errors';
import type { Envelope } from '@parley/contracts/live';
import type { ExecutionResult } from 'graphql';
import type { Topic } from './topic';
import type { View } from './view';

interface StreamOptions {
  topic: Topic;
  view: View;
  /** Position after which the stream starts. */
  after: number;
  /** Position at which the viewer was authorized: what an earlier envelope cut was known then. */
  authorizedAt: number;
  viewer: string | undefined;
  /** Whether a viewer may still have the stream, asked where an envelope cuts all that are no members. */
  authorize(): Promise<unknown>;
  release(): void;
}

type Results = AsyncIterableIterator<ExecutionResult>;

/**
 * One subscriber: a cursor that reads a view of a topic in order, each event once.
 * Invariant: a result is given only if the cursor is at the position before it and the viewer has not been cut off.
 * Written by hand: an async generator's `return()` would wait behind a pending `next()`.
 */
export function createStream({ topic, view, after, authorizedAt, viewer, authorize, release }: StreamOptions): Results {
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
  const leave = topic.listen({
    advanced: wake,
    ended: (error) => end({ error }),
    cut({ seq, cuts }) {
      if (seq <= authorizedAt || cuts === undefined) return;
      if (cuts === 'non-members') authorize().catch((error: unknown) => end({ error }));
      else if (cuts.viewer === viewer) end({ error: notFound('Conversation') });
    },
  });

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
      const result = await view.result(envelope);
      if (over) return undefined;
      if (generation === topic.generation) {
        cursor = envelope.seq;
        return result;
      }
      backlog = [];
    }
  }

  const isCut = ({ seq, cuts }: Envelope) =>
    seq > authorizedAt && typeof cuts === 'object' && cuts.viewer === viewer;

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const value = await nextResult().catch((error: unknown) => end({ error }));
      if (value && !over) return { done: false, value };
      if (over?.error) {
        const { error } = over;
        over = {};
        throw error;
      }
      return { done: true, value: undefined };
    },
    async return() {
      end({});
      return { done: true, value: undefined };
    },
  };
}
