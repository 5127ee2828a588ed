import { z } from 'zod';
import type { OwnState } from '../state/bot-state.js';

const REMINDER = z.object({
  /** Of the command. */
  messageId: z.string(),
  conversationId: z.string(),
  userId: z.string(),
  threadId: z.string().optional(),
  /** 1, 2, 3 … in a conversation, and never used again. */
  number: z.int(),
  /** Milliseconds since 1970. */
  dueAt: z.number(),
  what: z.string(),
});

export type Reminder = z.output<typeof REMINDER>;

const KEPT = z.object({ numbers: z.record(z.string(), z.int()), reminders: z.array(REMINDER) });

/** Reminders that are to come. */
export interface Reminders {
  /** Soonest first. */
  all(): readonly Reminder[];
  of(conversationId: string, userId: string): readonly Reminder[];
  /** The same one for the same message. Undefined where somebody has too many. */
  add(wish: Omit<Reminder, 'number'>): Reminder | undefined;
  remove(reminder: Reminder): void;
}

/** That one person may have at once, and all together. */
const MOST_OF_ONE = 50;
const MOST = 2_000;

/** All changes are kept with the next `save` of the state. Errors: where the state is not what was kept. */
export function createReminders(own: OwnState): Reminders {
  const kept = KEPT.parse(own.get() ?? { numbers: {}, reminders: [] });
  let { reminders } = kept;
  const { numbers } = kept;

  function set(next: Reminder[]): void {
    reminders = next.sort((one, other) => one.dueAt - other.dueAt);
    own.set({ numbers, reminders });
  }

  return {
    all: () => reminders,
    of: (conversationId, userId) =>
      reminders.filter((one) => one.conversationId === conversationId && one.userId === userId),
    add(wish) {
      const known = reminders.find(({ messageId }) => messageId === wish.messageId);
      if (known) return known;
      const isMany = reminders.filter(({ userId }) => userId === wish.userId).length >= MOST_OF_ONE;
      if (isMany || reminders.length >= MOST) return undefined;
      const number = (numbers[wish.conversationId] ?? 0) + 1;
      numbers[wish.conversationId] = number;
      const reminder = { ...wish, number };
      set([...reminders, reminder]);
      return reminder;
    },
    remove: (reminder) => set(reminders.filter(({ messageId }) => messageId !== reminder.messageId)),
  };
}
