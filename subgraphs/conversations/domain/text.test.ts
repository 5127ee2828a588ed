import { queryText, titleText, topicText } from './text';

test.each(['Trip', ' Trip ', 'שלום', '👨‍👩‍👧', 'x'.repeat(200), '\u202eevil'])('keeps the title %j as it is', (title) => {
  expect(titleText(title)).toBe(title);
});

test.each([null, undefined, '', ' \n', '\u200b\u2060', '\0', 'a\ud800b', 'x'.repeat(201), '🪿'.repeat(201)])(
  'refuses the title %j',
  (title) => {
    expect(() => titleText(title)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
  },
);

test('an empty topic is none', () => {
  expect([topicText(''), topicText(null), topicText('t')]).toEqual([null, null, 't']);
  expect(() => topicText('x'.repeat(1_001))).toThrow('at most 1000');
});

test('what PostgreSQL cannot hold is no query', () => {
  expect(() => queryText('\0')).toThrow('filter.query');
});
