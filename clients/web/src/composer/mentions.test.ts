import { decodeMentions, encodeMentions, insertMention, mentionQuery } from './mentions';

const ADA = { id: '0190a1b2-0000-7000-8000-0000000000aa', displayName: 'Ada' };
const ADAM = { id: '0190a1b2-0000-7000-8000-0000000000bb', displayName: 'Ada M.' };
const YUKI = { id: '0190a1b2-0000-7000-8000-0000000000cc', displayName: '田中 由紀' };

test('a name that begins another is not taken for it', () => {
  expect(encodeMentions('@Ada M. and @Ada', [ADA, ADAM])).toBe(`<@${ADAM.id}> and <@${ADA.id}>`);
});

test('what is encoded can be read back', () => {
  const text = 'Hi @田中 由紀, hi @Ada';
  expect(decodeMentions(encodeMentions(text, [ADA, YUKI]), [ADA, YUKI])).toBe(text);
});

test('who is not known stays as written', () => expect(decodeMentions(`<@${ADA.id}>`, [])).toBe(`<@${ADA.id}>`));

test.each<[string, string | null]>([
  ['@', ''],
  ['hello @ad', 'ad'],
  ['(@ad', 'ad'],
  ['@zoë o', 'zoë o'],
  ['@田中', '田中'],
  ['ada@demo', null],
  ['@ ada', null],
  ['@one two three', null],
  ['@ada\n', null],
  ['hello', null],
])('in %j %j is looked for', (text, words) => expect(mentionQuery(text, text.length)?.words ?? null).toBe(words));

test('only what is before the cursor counts', () => expect(mentionQuery('@ada', 2)).toEqual({ start: 0, words: 'a' }));

test('a name takes the place of what was looked for', () => {
  const query = mentionQuery('hi @ad there', 6)!;
  expect(insertMention('hi @ad there', query, ADA)).toEqual({ text: 'hi @Ada there', cursor: 8 });
  expect(insertMention('@a', mentionQuery('@a', 2)!, YUKI)).toEqual({ text: '@田中 由紀 ', cursor: 7 });
});
