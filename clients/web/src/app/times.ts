/** How times are written: in the reader's zone and locale. */
const LOCALE = typeof navigator === 'undefined' ? 'en' : navigator.language;
const DAY_MS = 86_400_000;

/** The zone of this machine. It changes when somebody travels. */
export const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

const formatsOf = (timeZone: string) => ({
  time: new Intl.DateTimeFormat(LOCALE, { timeZone, hour: 'numeric', minute: '2-digit' }),
  day: new Intl.DateTimeFormat(LOCALE, { timeZone, weekday: 'long', day: 'numeric', month: 'long' }),
  dayOfYear: new Intl.DateTimeFormat(LOCALE, {
    ...{ timeZone, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  }),
  short: new Intl.DateTimeFormat(LOCALE, { timeZone, day: 'numeric', month: 'short' }),
  full: new Intl.DateTimeFormat(LOCALE, { timeZone, dateStyle: 'full', timeStyle: 'short' }),
  weekday: new Intl.DateTimeFormat(LOCALE, { timeZone, weekday: 'short' }),
  // sv-SE writes dates as ISO 8601 does
  iso: new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }),
});

const made = new Map<string, ReturnType<typeof formatsOf>>();

function formatsIn(zone: string): ReturnType<typeof formatsOf> {
  const formats = made.get(zone) ?? formatsOf(zone);
  made.set(zone, formats);
  return formats;
}

/** The date where the reader is, as `2026-11-25`. */
export interface Today {
  readonly day: string;
  readonly zone: string;
}

export const todayAt = (now: number, zone: string = ownZone()): Today => ({ day: dayOf(now, zone), zone });

/** The date in a zone, as `2026-11-25`. */
export const dayOf = (at: string | number, zone: string): string => formatsIn(zone).iso.format(new Date(at));

export const clockTime = (at: string | number, zone: string = ownZone()): string =>
  formatsIn(zone).time.format(new Date(at));

export const fullTime = (at: string | number, zone: string = ownZone()): string =>
  formatsIn(zone).full.format(new Date(at));

/** Hours and minutes alone, for where there is little room. */
export const narrowTime = (at: string | number, zone: string): string =>
  formatsIn(zone)
    .time.formatToParts(new Date(at))
    .filter(({ type }) => type !== 'dayPeriod')
    .map(({ value }) => value)
    .join('')
    .trim();

/** `Today`, `Yesterday`, or the date, with the year where it is another one. */
export function dayName(at: string | number, today: Today): string {
  const day = dayOf(at, today.zone);
  const daysAgo = daysBetween(day, today.day);
  if (daysAgo === 0) return 'Today';
  if (daysAgo === 1) return 'Yesterday';
  const formats = formatsIn(today.zone);
  return (day.slice(0, 4) === today.day.slice(0, 4) ? formats.day : formats.dayOfYear).format(new Date(at));
}

/** For lists: the time today, the weekday of the last days, else the date. */
export function shortTime(at: string | number, today: Today): string {
  const daysAgo = daysBetween(dayOf(at, today.zone), today.day);
  const { time, weekday, short } = formatsIn(today.zone);
  return (daysAgo === 0 ? time : daysAgo > 0 && daysAgo < 7 ? weekday : short).format(new Date(at));
}

/** Dates have no zone: a day that is an hour shorter is a day. */
const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;
