import type { OwnState } from '../state/bot-state.js';
import { createReminders } from './reminders.js';

function memory(): OwnState {
  let value: unknown;
  return {
    get: () => (value === undefined ? undefined : structuredClone(value)),
    set: (next) => void (value = structuredClone(next)),
    save: async () => undefined,
  };
}

const wish = (messageId: string, dueAt: number, userId = 'ann') => ({
  ...{ messageId, dueAt, userId },
  ...{ conversationId: 'c1', what: 'stretch' },
});

it('are kept, soonest first, with numbers that are not used again', () => {
  const own = memory();
  const reminders = createReminders(own);
  reminders.add(wish('m1', 30));
  reminders.remove(reminders.add(wish('m2', 10))!);
  reminders.add(wish('m3', 20));
  const again = createReminders(own);
  expect(again.all().map(({ messageId, number }) => [messageId, number])).toEqual([
    ['m3', 3],
    ['m1', 1],
  ]);
  expect(again.of('c1', 'bob')).toEqual([]);
});

it('are there once for a message', () => {
  const reminders = createReminders(memory());
  expect(reminders.add(wish('m1', 30))).toEqual(reminders.add(wish('m1', 30)));
  expect(reminders.all()).toHaveLength(1);
});

it('nobody has more than fifty', () => {
  const reminders = createReminders(memory());
  const added = Array.from({ length: 51 }, (_, n) => reminders.add(wish(`m${n}`, n)));
  expect(added.filter((one) => one !== undefined)).toHaveLength(50);
  expect(reminders.add(wish('his', 1, 'bob'))).toBeDefined();
});
