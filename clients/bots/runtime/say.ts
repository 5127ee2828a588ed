import { backoffMs, ParleyError, SendMessageDocument, type ParleyClient } from '@parley/client';
import { pauseMs } from './pause.js';

export interface Saying {
  /** From `messageIdOf`, with the reason for the message. */
  readonly clientMessageId: string;
  readonly conversationId: string;
  readonly text: string;
  readonly threadId?: string | undefined;
  readonly replyToId?: string | undefined;
}

/**
 * Posts a message, and retries until the service accepts it. `duplicate`: the service already had it. Errors: ParleyError if a
 * retry cannot help, such as IDEMPOTENCY_CONFLICT if another text was posted for the same reason; CANCELLED by the signal.
 */
export type Say = (saying: Saying, signal?: AbortSignal) => Promise<{ readonly duplicate: boolean }>;

/** Waiting messages are cancelled when `stopped` aborts. */
export const createSay =
  ({ request }: Pick<ParleyClient, 'request'>, stopped: AbortSignal): Say =>
  async (saying, signal) => {
    const until = signal ? AbortSignal.any([signal, stopped]) : stopped;
    for (let failures = 0; ; failures++) {
      try {
        const { sendMessage } = await request(SendMessageDocument, { input: saying }, { signal: until });
        return { duplicate: sendMessage.duplicate };
      } catch (error) {
        if (!(error instanceof ParleyError) || !error.retryable) throw error;
        await pauseMs(Math.max(backoffMs(failures, { firstMs: 250 }), error.retryAfterMs ?? 0), until);
        if (until.aborted) throw error;
      }
    }
  };
