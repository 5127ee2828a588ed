/** How times are written: in the reader's zone and locale. */
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const LOCALE = typeof navigator === 'undefined' ? 'en' : navigator.language;

const formats = {
  time: new Intl.DateTimeFormat(LOCALE, { hour: 'numeric', minute: '2-digit' }),
  day: new Intl.DateTimeFormat(LOCALE, { weekday: 'long', day: 'numeric', month: 'long' }),
  dayOfYear: new Intl.DateTimeFormat(LOCALE, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
  short: new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' }),
  full: new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full', timeStyle: 'short' }),
  weekday: new Intl.DateTimeFormat(LOCALE, { weekday: 'short' }),
};

const DAY_MS = 86_400_000;
// sv-SE writes dates as ISO 8601 does
const isoDay = (zone: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
const ownDays = isoDay(ZONE);

/** The date in a zone, as `2026-11-25`. */
export const dayOf = (at: string | number, zone: string = ZONE): string =>
  (zone === ZONE ? ownDays : isoDay(zone)).format(new Date(at));

export const clockTime = (at: string | number): string => formats.time.format(new Date(at));
export const fullTime = (at: string | number): string => formats.full.format(new Date(at));

/** `Today`, `Yesterday`, or the date, with the year where it is another one. */
export function dayName(at: string | number, now: number = Date.now()): string {
  const day = dayOf(at);
  if (day === dayOf(now)) return 'Today';
  if (day === dayOf(now - DAY_MS)) return 'Yesterday';
  return (day.slice(0, 4) === dayOf(now).slice(0, 4) ? formats.day : formats.dayOfYear).format(new Date(at));
}

/** For lists: the time today, the weekday of the last days, else the date. */
export function shortTime(at: string | number, now: number = Date.now()): string {
  const then = new Date(at);
  if (dayOf(at) === dayOf(now)) return formats.time.format(then);
  return (now - then.getTime() < 6 * DAY_MS ? formats.weekday : formats.short).format(then);
}
