import { MarkReadDocument } from '../generated/graphql.js';
import type { ReadState } from '../model.js';
import type { SendRequest } from '../transport/request.js';
import { mayPass, parleyError, type ParleyError } from '../errors.js';
import { createRetries } from '../transport/backoff.js';
import { unref } from '../transport/unref.js';

export interface Reading {
  readonly upTo: (seq: number) => void;
  readonly stop: () => void;
}

const EVERY_MS = 1_000;
/** That is some minutes. */
const TRIES = 12;

/**
 * Tells how far one has read: at once, then at most once a second, and never less than before. After an error it waits longer
 * each time; it gives up where the same would fail again, and after some minutes.
 */
export function createReading(
  request: SendRequest,
  conversationId: string,
  onRead: (readState: ReadState) => void,
): Reading {
  let wanted = 0;
  let done = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let telling = false;
  let failures = 0;
  const retries = createRetries();

  async function tell(): Promise<void> {
    const seq = wanted;
    telling = true;
    let error: ParleyError | undefined;
    try {
      onRead((await request(MarkReadDocument, { conversationId, seq })).markRead);
      retries.works();
    } catch (thrown) {
      error = parleyError(thrown);
    }
    telling = false;
    failures = error ? failures + 1 : 0;
    if (!error) done = Math.max(done, seq);
    else if (!mayPass(error) || failures >= TRIES) {
      failures = 0;
      wanted = done;
    }
    schedule(error ? Math.max(EVERY_MS, retries.waitMs(), error.retryAfterMs ?? 0) : EVERY_MS);
  }

  function schedule(ms: number): void {
    timer = setTimeout(() => {
      timer = undefined;
      if (wanted > done) void tell();
    }, ms);
    unref(timer);
  }

  return {
    upTo(seq) {
      if (seq <= wanted) return;
      wanted = seq;
      if (!timer && !telling) void tell();
    },
    stop() {
      wanted = 0;
      clearTimeout(timer);
    },
  };
}
