import { bio, displayName, locale, timeZone } from './profile';

const refused = { code: 'VALIDATION_FAILED' };

describe('a display name', () => {
  it.each([
    'A',
    'Nguyễn Thị Minh Khai',
    'ليلى حدّاد',
    'می‌خواهم',
    'प्रिया शर्मा',
    'བསྟན་འཛིན་རྒྱ་མཚོ',
    '👩🏽‍🔬',
    '🏴󠁧󠁢󠁷󠁬󠁳󠁿',
    '<script>alert(1)</script>',
    '𝒳'.repeat(80),
  ])('may be %s, and is kept as it was sent', (name) => {
    expect(displayName(name)).toBe(name);
  });

  it('has no spaces around it', () => expect(displayName('\u3000Ada M. ')).toBe('Ada M.'));

  it.each([
    ['nothing', ''],
    ['spaces', ' \u00a0\u3000'],
    ['zero-width characters', '\u200b\u200d\ufeff'],
    ['a filler', '\u3164\u115f'],
    ['a blank of Braille', '\u2800'],
    ['marks on nothing', '\u0301\u0302'],
    ['an override', 'Ada\u202ebob'],
    ['an isolate', '\u2066Ada'],
    ['a NUL', 'A\u0000'],
    ['an escape', 'A\u001b[31m'],
    ['a line break', 'Ada\nAdmin'],
    ['a line separator', 'Ada\u2028Admin'],
    ['half a surrogate pair', 'A\ud83d'],
    ['a tower of marks', `A${'\u0301'.repeat(10)}`],
    ['one character too many', 'x'.repeat(81)],
    ['one astral character too many', '𝒳'.repeat(81)],
    ['very much', 'x'.repeat(1_000_000)],
  ])('is not %s', (_what, name) => {
    expect(() => displayName(name)).toThrow(expect.objectContaining(refused));
  });
});

describe('a bio', () => {
  it('may have lines, and is none when empty', () => {
    expect(bio('one\n\ttwo\r\n')).toBe('one\n\ttwo\r\n');
    expect(bio('')).toBeNull();
    expect(bio(' \n\u3164')).toBeNull();
    expect(bio(null)).toBeNull();
  });

  it.each(['x'.repeat(501), 'a\u0000', 'a\u0007', '\udfff', 'a\u202e'])('is limited', (text) => {
    expect(() => bio(text)).toThrow(expect.objectContaining(refused));
  });
});

describe('a locale and a time zone', () => {
  it.each([
    ['de-ch', 'de-CH'],
    ['zh-hant-tw', 'zh-Hant-TW'],
    ['EN', 'en'],
  ])('%s is the language %s', (text, canonical) => {
    expect(locale(text)).toBe(canonical);
  });

  it.each(['', 'x', 'english please', 'en_US', '../etc', `en-x-${'a1234567-'.repeat(9)}b`])(
    '%s is no language',
    (text) => {
      expect(() => locale(text)).toThrow(expect.objectContaining(refused));
    },
  );

  it.each(['UTC', 'Asia/Kolkata', 'America/Argentina/Buenos_Aires', 'Europe/Kyiv'])('%s is a time zone', (text) => {
    expect(timeZone(text)).toBe(text);
  });

  it.each(['', '+01:00', '-0330', 'Europe', 'Mars/Olympus', 'UTC\u0000'])('%s is no time zone', (text) => {
    expect(() => timeZone(text)).toThrow(expect.objectContaining(refused));
  });
});
