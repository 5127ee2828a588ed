import { dayName, narrowTime, shortTime, todayAt } from './times';

const berlin = (now: string) => todayAt(Date.parse(now), 'Europe/Berlin');

test('the day before is yesterday, also where it was an hour shorter or longer', () => {
  const afterSpring = berlin('2026-03-30T00:30:00+02:00');
  expect(dayName('2026-03-29T12:00:00+02:00', afterSpring)).toBe('Yesterday');
  expect(dayName('2026-03-28T23:45:00+01:00', afterSpring)).toBe('Saturday, March 28');
  const afterAutumn = berlin('2026-10-25T23:30:00+01:00');
  expect(dayName('2026-10-25T00:10:00+02:00', afterAutumn)).toBe('Today');
  expect(dayName('2026-10-24T23:59:00+02:00', afterAutumn)).toBe('Yesterday');
});

test('a day is one of the zone where the reader is', () => {
  const at = '2026-11-24T23:30:00Z';
  expect(dayName(at, todayAt(Date.parse('2026-11-25T10:00:00Z'), 'UTC'))).toBe('Yesterday');
  expect(dayName(at, todayAt(Date.parse('2026-11-25T10:00:00Z'), 'Asia/Tokyo'))).toBe('Today');
});

test('a year is written where it is another one', () => {
  const newYear = berlin('2027-01-01T00:30:00+01:00');
  expect(dayName('2026-12-31T12:00:00+01:00', newYear)).toBe('Yesterday');
  expect(dayName('2026-12-30T12:00:00+01:00', newYear)).toBe('Wednesday, December 30, 2026');
});

test('lists have the time today, the weekday for six days, then the date', () => {
  const today = berlin('2026-03-30T00:30:00+02:00');
  expect(shortTime('2026-03-30T00:05:00+02:00', today)).toBe('12:05 AM');
  expect(shortTime('2026-03-29T23:59:00+02:00', today)).toBe('Sun');
  expect(shortTime('2026-03-24T00:01:00+01:00', today)).toBe('Tue');
  expect(shortTime('2026-03-23T23:59:00+01:00', today)).toBe('Mar 23');
});

test('where there is little room, hours and minutes are enough', () => {
  expect(narrowTime('2026-03-30T22:05:00+02:00', 'Europe/Berlin')).toBe('10:05');
});
