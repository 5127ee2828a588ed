import { type ParleyClient, ParleyError, SendMessageDocument } from '@parley/client';
import { pauseMs } from './pause.js';

export interface Saying {
  /** Made by `messageIdOf`, of what is the reason for saying it. */
  readonly clientMessageId: string;
  readonly conversationId: string;
  readonly text: string;
  readonly threadId?: string | undefined;
  readonly replyToId?: string | undefined;
}

/**
 * Resolves once the service has it, to whether it had it before; tries until then. Errors: ParleyError where no time will
 * mend it, IDEMPOTENCY_CONFLICT among them where something else was said for the same reason; CANCELLED by the signal.
 */
export type Say = (saying: Saying, signal?: AbortSignal) => Promise<{ readonly duplicate: boolean }>;

/** What waits for the service waits no more once `stopped`. */
export const createSay =
  ({ ask }: Pick<ParleyClient, 'ask'>, stopped: AbortSignal): Say =>
  async (saying, signal) => {
    const until = signal ? AbortSignal.any([signal, stopped]) : stopped;
    for (let failures = 0; ; failures++) {
      try {
        const { sendMessage } = await ask(SendMessageDocument, { input: saying }, { signal: until });
        return { duplicate: sendMessage.duplicate };
      } catch (error) {
        if (!(error instanceof ParleyError) || !error.retryable) throw error;
        await pauseMs(Math.max(Math.min(30_000, 250 * 2 ** failures), error.retryAfterMs ?? 0), until);
        if (until.aborted) throw error;
      }
    }
  };
