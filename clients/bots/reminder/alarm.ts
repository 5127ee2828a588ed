import { ParleyError } from '@parley/client';
import type { BotParts, Service } from '../bot.js';
import { messageIdOf } from '../runtime/message-id.js';
import { pauseMs } from '../runtime/pause.js';
import type { Reminder, Reminders } from './reminders.js';

export interface Alarm extends Service {
  /** Call it after reminders have changed. */
  changed(): void;
}

type Parts = Pick<BotParts, 'say' | 'own' | 'logger'> & { readonly reminders: Reminders; readonly now: () => number };

/** Maximum delay of Node's timers. */
const LONGEST_MS = 2 ** 31 - 1;
const AGAIN_MS = 5_000;

/**
 * Posts each reminder when it is due, and overdue ones at the start. It deletes a reminder once the service has accepted the
 * message; after a crash in between it posts again with the same id, which the service ignores.
 */
export function createAlarm({ reminders, say, own, logger, now }: Parts): Alarm {
  const stopping = new AbortController();
  let changes = new AbortController();
  let ringing: Promise<void> | undefined;

  async function ring(): Promise<void> {
    while (!stopping.signal.aborted) {
      changes = new AbortController();
      const next = reminders.all()[0];
      const ms = next ? Math.min(next.dueAt - now(), LONGEST_MS) : LONGEST_MS;
      if (next && ms <= 0) await remind(next);
      else await pauseMs(ms, AbortSignal.any([changes.signal, stopping.signal]));
    }
  }

  async function remind(reminder: Reminder): Promise<void> {
    const { messageId, conversationId, threadId, userId, what } = reminder;
    const clientMessageId = messageIdOf('reminder', 'due', conversationId, messageId);
    const text = `<@${userId}> ${what}`;
    try {
      await say({ clientMessageId, conversationId, text, replyToId: messageId, threadId });
    } catch (error) {
      logger.warn({ conversationId, messageId, err: error }, 'A reminder was not said');
      // where somebody has to sign in first, it is said later
      if (!(error instanceof ParleyError) || ['UNAUTHENTICATED', 'CANCELLED', 'INTERNAL'].includes(error.code))
        return pauseMs(AGAIN_MS, stopping.signal);
    }
    reminders.remove(reminder);
    await own.save().catch((error: unknown) => logger.error({ err: error }, 'The state was not saved'));
  }

  return {
    changed: () => changes.abort(),
    async start() {
      ringing = ring();
    },
    async stop() {
      stopping.abort();
      await ringing;
    },
  };
}
