import { ParleyError } from '@parley/client';
import type { BotParts, Service } from '../bot.js';
import { messageIdOf } from '../runtime/message-id.js';
import { pauseMs } from '../runtime/pause.js';
import type { Reminder, Reminders } from './reminders.js';

export interface Alarm extends Service {
  /** Looks again at what is due next. */
  changed(): void;
}

type Parts = Pick<BotParts, 'say' | 'own' | 'log'> & { readonly reminders: Reminders; readonly now: () => number };

/** Longer than this, Node's timers can't wait. */
const LONGEST_MS = 2 ** 31 - 1;
const AGAIN_MS = 5_000;

/**
 * Says each reminder when it is due, and what was due while nobody ran at once. It is forgotten once the service has it: after
 * a crash in between it is said again, under the id that the service knows.
 */
export function createAlarm({ reminders, say, own, log, now }: Parts): Alarm {
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
      log.warn({ conversationId, messageId, err: error }, 'A reminder was not said');
      // where somebody has to sign in first, it is said later
      if (!(error instanceof ParleyError) || ['UNAUTHENTICATED', 'CANCELLED', 'INTERNAL'].includes(error.code))
        return pauseMs(AGAIN_MS, stopping.signal);
    }
    reminders.remove(reminder);
    await own.save().catch((error: unknown) => log.error({ err: error }, 'The state was not saved'));
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
