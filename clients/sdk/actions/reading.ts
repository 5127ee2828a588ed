import { MarkReadDocument } from '../generated/graphql.js';
import type { ReadState } from '../model.js';
import type { Ask } from '../transport/ask.js';
import { unref } from '../transport/unref.js';

export interface Reading {
  readonly upTo: (seq: number) => void;
  readonly stop: () => void;
}

const EVERY_MS = 1_000;

/** Tells how far one has read: at once, then at most once a second, and never less than before. */
export function createReading(ask: Ask, conversationId: string, told: (readState: ReadState) => void): Reading {
  let wanted = 0;
  let done = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function tell(): Promise<void> {
    timer = setTimeout(() => {
      timer = undefined;
      if (wanted > done) void tell();
    }, EVERY_MS);
    unref(timer);
    const seq = wanted;
    try {
      told((await ask(MarkReadDocument, { conversationId, seq })).markRead);
      done = Math.max(done, seq);
    } catch {
      // the next one says it, or the timer tries again
    }
  }

  return {
    upTo(seq) {
      if (seq <= wanted) return;
      wanted = seq;
      if (!timer) void tell();
    },
    stop: () => clearTimeout(timer),
  };
}
