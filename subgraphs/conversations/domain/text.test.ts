import { queryText, titleText, topicText } from './text';

test.each(['Trip', 'שלום', '👨‍👩‍👧', 'x'.repeat(200), '🪿'.repeat(200)])('keeps the title %j as it is', (title) => {
  expect(titleText(title)).toBe(title);
});

test('a title and a topic have no spaces around them', () =>
  expect([titleText(' Trip\n'), topicText('\u00a0to Rome ')]).toEqual(['Trip', 'to Rome']));

const UNFIT = ['\0', 'a\ud800b', 'a\nb', 'a\u2028b', '\u202eevil', `a${'\u0301'.repeat(9)}`];
const INVISIBLE = ['', ' \n', '\u200b\u2060', '\u3164', '\u2800', '\u115f', '\u0301', '\ufe0f'];

test.each([null, undefined, ...UNFIT, ...INVISIBLE, 'x'.repeat(201), '🪿'.repeat(201)])(
  'refuses the title %j',
  (title) => {
    expect(() => titleText(title)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
  },
);

test('an empty topic is none', () => {
  expect([topicText(null), topicText('t'), ...INVISIBLE.map((topic) => topicText(topic))]).toEqual([
    null,
    't',
    ...INVISIBLE.map(() => null),
  ]);
  for (const topic of UNFIT) expect(() => topicText(topic)).toThrow('input.topic');
  expect(() => topicText('x'.repeat(1_001))).toThrow('at most 1000');
});

test('what PostgreSQL cannot hold is no query', () => {
  expect(() => queryText('\0')).toThrow('filter.query');
});
