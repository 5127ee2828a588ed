import { z } from 'zod';
import type { OwnState } from '../state/bot-state.js';

const REMINDER = z.object({
  /** Id of the command message. */
  messageId: z.string(),
  conversationId: z.string(),
  userId: z.string(),
  threadId: z.string().optional(),
  /** 1, 2, 3 … in a conversation; never reused. */
  number: z.int(),
  /** Milliseconds since 1970. */
  dueAt: z.number(),
  what: z.string(),
});

export type Reminder = z.output<typeof REMINDER>;

const STORED = z.object({ numbers: z.record(z.string(), z.int()), reminders: z.array(REMINDER) });

/** Pending reminders. */
export interface Reminders {
  /** Soonest first. */
  all(): readonly Reminder[];
  of(conversationId: string, userId: string): readonly Reminder[];
  /** Idempotent by message. Undefined if the person has too many. */
  add(wish: Omit<Reminder, 'number'>): Reminder | undefined;
  remove(reminder: Reminder): void;
}

/** Maximum per person, and in total. */
const MOST_OF_ONE = 50;
const MOST = 2_000;

/** The next `save` of the state stores all changes. Errors: if the stored state is malformed. */
export function createReminders(own: OwnState): Reminders {
  const stored = STORED.parse(own.get() ?? { numbers: {}, reminders: [] });
  let { reminders } = stored;
  const { numbers } = stored;

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
