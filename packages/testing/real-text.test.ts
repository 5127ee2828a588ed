import { realText, SCRIPTS } from './real-text';

const LETTERS = {
  Latin: /\p{Script=Latin}/u,
  English: /\p{Script=Latin}/u,
  Vietnamese: /\p{Script=Latin}/u,
  Cyrillic: /\p{Script=Cyrillic}/u,
  Greek: /\p{Script=Greek}/u,
  Arabic: /\p{Script=Arabic}/u,
  Hebrew: /\p{Script=Hebrew}/u,
  Devanagari: /\p{Script=Devanagari}/u,
  Thai: /\p{Script=Thai}/u,
  Chinese: /\p{Script=Han}/u,
  Japanese: /\p{Script=Hiragana}/u,
  Korean: /\p{Script=Hangul}/u,
};

test.each(SCRIPTS)('%s: paragraphs in that script, without markup', (script) => {
  const paragraphs = realText(script);
  expect(paragraphs.length).toBeGreaterThan(30);
  expect(paragraphs.filter((text) => !LETTERS[script].test(text))).toEqual([]);
  expect(paragraphs.join('')).not.toMatch(/[<>]|&\w+;/);
});
