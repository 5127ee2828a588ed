import { DateTime } from 'luxon';
import type { CommandRequest, MakeBot } from '../bot.js';
import { createAlarm } from './alarm.js';
import { parseReminder } from './parse-reminder.js';
import { createReminders, type Reminder } from './reminders.js';

const HOW = 'Say `!remind me in 10m to stretch`, or `!remind me at 15:30 to …`.';

/** Reminds people by mentioning them, in the conversation in which they sent the command. */
export const reminder: MakeBot = ({ say, people, own, logger }) => {
  const reminders = createReminders(own);
  const alarm = createAlarm({ reminders, say, own, logger, now: Date.now });

  async function remind({ rest, message, conversationId, userId }: CommandRequest): Promise<string> {
    const timeZone = await people.timeZoneOf(userId);
    const wish = parseReminder(rest, { sentAt: Date.parse(message.createdAt), timeZone });
    if (!wish) return HOW;
    const threadId = message.thread?.id;
    const made = reminders.add({
      ...wish,
      messageId: message.id,
      conversationId,
      userId,
      ...(threadId && { threadId }),
    });
    if (!made) return 'You have too many reminders already: `!forget` some.';
    alarm.changed();
    return `Reminder ${made.number}: ${line(made, timeZone)}`;
  }

  async function list({ conversationId, userId }: CommandRequest): Promise<string> {
    const timeZone = await people.timeZoneOf(userId);
    const lines = reminders.of(conversationId, userId).map((one) => `- ${one.number}: ${line(one, timeZone)}`);
    return lines.join('\n') || 'You have no reminders here.';
  }

  function forget({ rest, conversationId, userId }: CommandRequest): string {
    const found = reminders.of(conversationId, userId).find(({ number }) => String(number) === rest.trim());
    if (!found) return 'You have no such reminder here: `!reminders` lists them.';
    reminders.remove(found);
    alarm.changed();
    return `Reminder ${found.number} is forgotten.`;
  }

  return {
    service: alarm,
    commands: {
      remind: { usage: '!remind me in 10m to STRETCH', about: 'or `at 15:30`, reminds you', run: remind },
      reminders: { usage: '!reminders', about: 'lists what you will be reminded of here', run: list },
      forget: { usage: '!forget N', about: 'forgets the reminder with that number', run: forget },
    },
  };
};

/** Maximum characters per reminder in a list, so that fifty fit into a message. */
const SHOWN = 150;

const line = ({ dueAt, what }: Reminder, timeZone: string): string => {
  const at = DateTime.fromMillis(dueAt, { zone: timeZone, locale: 'en-GB' });
  const shown = what.length > SHOWN ? `${what.slice(0, SHOWN)}…` : what;
  return `${(at.isValid ? at : at.setZone('UTC')).toFormat('ccc d LLL, HH:mm ZZZZ')}, ${shown}`;
};
