import { DateTime } from 'luxon';

/** When and of what to remind somebody. */
export interface Wish {
  /** Milliseconds since 1970. */
  readonly dueAt: number;
  readonly what: string;
}

/** Context of the command. */
export interface CommandContext {
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** An IANA time zone; UTC if it is invalid. */
  readonly timeZone: string;
}

const LONGEST_MS = 366 * 86_400_000;
/** In characters: with a mention it still fits into a message. */
const LONGEST_TEXT = 2_000;
const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };

const PART = /(\d{1,6})\s*(?:(d)(?:ays?)?|(h)(?:(?:ou)?rs?)?|(m)(?:in(?:ute)?s?)?|(s)(?:ec(?:ond)?s?)?)(?![a-z])/gi;
const PARTS = new RegExp(`^(?:${PART.source}\\s*)+`, 'i');
const TIME = /^([01]?\d|2[0-3]):([0-5]\d)(?!\S)/;
const WISH = /^(?:me\s+)?(in|at)\s+([^]+)$/i;

/**
 * Parses `me in 10m to stretch`, `me in 1h 30m to …` and `me at 15:30 to …`, which means the next 15:30 in the person's time
 * zone. Undefined for other texts, times more than a year ahead, and empty reminders.
 */
export function parseReminder(text: string, context: CommandContext): Wish | undefined {
  const [, how, rest = ''] = WISH.exec(text.trim()) ?? [];
  const isIn = how?.toLowerCase() === 'in';
  const [when] = (isIn ? PARTS : TIME).exec(rest) ?? [];
  if (when === undefined) return undefined;
  const what = rest
    .slice(when.length)
    .trim()
    .replace(/^to\s+/i, '')
    .slice(0, LONGEST_TEXT);
  const dueAt = isIn ? context.sentAt + durationMs(when) : nextTime(when, context);
  return what === '' || dueAt <= context.sentAt || dueAt > context.sentAt + LONGEST_MS ? undefined : { dueAt, what };
}

const durationMs = (parts: string): number =>
  [...parts.matchAll(PART)].reduce((sum, [, count, ...units]) => {
    const unit = units.find((one) => one !== undefined)!;
    return sum + Number(count) * UNITS[unit.toLowerCase()]!;
  }, 0);

/** If daylight saving time skips it, the result is later by the skipped time. */
function nextTime(time: string, { sentAt, timeZone }: CommandContext): number {
  const [hour, minute] = time.split(':').map(Number);
  const there = DateTime.fromMillis(sentAt, { zone: timeZone });
  const sent = there.isValid ? there : DateTime.fromMillis(sentAt, { zone: 'UTC' });
  const on = (day: DateTime) => day.set({ hour: hour!, minute: minute!, second: 0, millisecond: 0 });
  const today = on(sent);
  return (today > sent ? today : on(sent.plus({ days: 1 }))).toMillis();
}
