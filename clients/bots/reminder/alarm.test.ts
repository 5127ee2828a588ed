import { ParleyError, type ErrorCode } from '@parley/client';
import { until } from '@parley/testing/until';
import { pino } from 'pino';
import type { Saying } from '../runtime/say.js';
import { createAlarm, type Alarm } from './alarm.js';
import { createReminders } from './reminders.js';

const alarms: Alarm[] = [];
afterEach(() => Promise.all(alarms.splice(0).map((alarm) => alarm.stop())));

/** Two reminders that were due while nobody ran, and one that is not for an hour. */
function late(fail?: ErrorCode) {
  const said: Saying[] = [];
  let kept: unknown;
  let saved: unknown;
  const own = { get: () => kept, set: (value: unknown) => void (kept = value), save: async () => void (saved = kept) };
  const reminders = createReminders(own);
  const wish = { conversationId: 'c1', userId: 'ann' };
  reminders.add({ ...wish, messageId: 'm1', what: 'second', dueAt: 20 });
  reminders.add({ ...wish, messageId: 'm2', what: 'first', dueAt: 10 });
  reminders.add({ ...wish, messageId: 'm3', what: 'later', dueAt: 3_600_000 });
  const alarm = createAlarm({
    ...{ reminders, own, logger: pino({ level: 'silent' }), now: () => 1_000 },
    say: async (saying) => {
      said.push(saying);
      if (fail) throw new ParleyError(fail, { code: fail });
      return { duplicate: false };
    },
  });
  alarms.push(alarm);
  return { alarm, reminders, said, saved: () => saved as { reminders: { messageId: string }[] } | undefined };
}

it('what is late is said at once, soonest first, and is kept no more', async () => {
  const { alarm, said, saved } = late();
  await alarm.start();
  await until(() => saved()?.reminders.length === 1);
  expect(said.map(({ text, replyToId }) => [text, replyToId])).toEqual([
    ['<@ann> first', 'm2'],
    ['<@ann> second', 'm1'],
  ]);
});

it('is said under the same id after a restart, and under another one for another message', async () => {
  const [one, other] = [late(), late()];
  for (const { alarm, said } of [one, other]) {
    await alarm.start();
    await until(() => said.length === 2);
  }
  expect(other.said).toEqual(one.said);
  expect(new Set(one.said.map(({ clientMessageId }) => clientMessageId)).size).toBe(2);
});

it('what nobody may say any more is dropped, and what may pass is not', async () => {
  const dropped = late('FORBIDDEN');
  await dropped.alarm.start();
  await until(() => dropped.saved()?.reminders.length === 1);
  const waiting = late('UNAUTHENTICATED');
  await waiting.alarm.start();
  await until(() => waiting.said.length === 1);
  expect(waiting.reminders.all()).toHaveLength(3);
});

it('hears of one that comes before what it waits for', async () => {
  const { alarm, reminders, said } = late();
  await alarm.start();
  await until(() => said.length === 2);
  reminders.add({ conversationId: 'c1', userId: 'ann', messageId: 'm4', what: 'now', dueAt: 500 });
  alarm.changed();
  await until(() => said.at(-1)?.text === '<@ann> now');
});
