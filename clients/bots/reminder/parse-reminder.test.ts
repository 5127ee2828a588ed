import fc from 'fast-check';
import { DateTime } from 'luxon';
import { parseReminder } from './parse-reminder.js';

const sentAt = Date.parse('2026-03-28T14:00:00Z');
const MINUTE = 60_000;
const parse = (text: string, timeZone = 'Europe/Berlin') => parseReminder(text, { sentAt, timeZone });
const inMinutes = (text: string) => {
  const wish = parse(text);
  return wish && [(wish.dueAt - sentAt) / MINUTE, wish.what];
};
const at = (text: string, timeZone?: string) => {
  const wish = parse(text, timeZone);
  return wish && [new Date(wish.dueAt).toISOString(), wish.what];
};

it.each([
  ['me in 10m to stretch', [10, 'stretch']],
  ['me in 10 minutes to stretch', [10, 'stretch']],
  ['IN 1h30m stretch', [90, 'stretch']],
  ['me in 1 day 2 hrs 3 min to  go on\nand on', [24 * 60 + 123, 'go on\nand on']],
  ['me in 90 sec tomatoes', [1.5, 'tomatoes']],
])('%s', (text, expected) => {
  expect(inMinutes(text)).toEqual(expected);
});

it.each([
  ['me at 15:30 to stretch', undefined, ['2026-03-28T14:30:00.000Z', 'stretch']],
  ['me at 15:00 to stretch', undefined, ['2026-03-29T13:00:00.000Z', 'stretch']],
  ['me at 9:05 stretch', undefined, ['2026-03-29T07:05:00.000Z', 'stretch']],
  // clocks are put forward from two to three
  ['me at 2:30 to sleep', undefined, ['2026-03-29T01:30:00.000Z', 'sleep']],
  ['me at 2:30 to sleep', 'Asia/Tokyo', ['2026-03-28T17:30:00.000Z', 'sleep']],
  ['me at 2:30 to sleep', 'no/where', ['2026-03-29T02:30:00.000Z', 'sleep']],
])('%s, in %s', (text, timeZone, expected) => {
  expect(at(text, timeZone)).toEqual(expected);
});

it.each([
  ...['', 'me', 'me to stretch', 'me in to stretch', 'me in 10 to stretch', 'me in 5 men to come', 'me in 1h 30m'],
  ...[
    'me in 0m to stretch',
    'me in 367d to stretch',
    'me at 24:00 to x',
    'me at 9:5 to x',
    'me at 15:300',
    'me at 9:00',
  ],
])('%j is no reminder', (text) => {
  expect(parse(text)).toBeUndefined();
});

it('any length of time is the sum of its parts', () => {
  const part = fc.nat(50);
  fc.assert(
    fc.property(part, part, part, part, fc.constantFrom('', ' '), (d, h, m, s, gap) => {
      fc.pre(d + h + m + s > 0);
      const wish = parse(`me in ${d}d${gap}${h}h${gap}${m}m${gap}${s}s to stretch`);
      expect(wish).toEqual({ dueAt: sentAt + (((d * 24 + h) * 60 + m) * 60 + s) * 1_000, what: 'stretch' });
    }),
  );
});

it('any time of day is the next one there', () => {
  const zone = fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Apia');
  const moment = fc.integer({ min: sentAt, max: sentAt + 365 * 24 * 60 * MINUTE });
  fc.assert(
    fc.property(zone, moment, fc.nat(23), fc.nat(59), (timeZone, sent, hour, minute) => {
      const time = `${hour}:${String(minute).padStart(2, '0')}`;
      const { dueAt } = parseReminder(`me at ${time} to stretch`, { sentAt: sent, timeZone })!;
      expect(dueAt).toBeGreaterThan(sent);
      expect(dueAt - sent).toBeLessThanOrEqual(26 * 60 * MINUTE);
      const there = DateTime.fromMillis(dueAt, { zone: timeZone });
      const isThere = DateTime.fromObject({ ...there.toObject(), hour, minute }, { zone: timeZone }).hour === hour;
      if (isThere) expect([there.hour, there.minute, there.second]).toEqual([hour, minute, 0]);
    }),
  );
});
