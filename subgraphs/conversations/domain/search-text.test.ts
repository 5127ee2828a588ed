import { searchText, wordPatterns } from './search-text';

test.each([
  [{ title: 'Café Müller', topic: 'Größe\nund Maß' }, 'cafe muller\ngrosse und mass'],
  [{ title: 'Bob’s' }, "bob's\n"],
  [{ title: null, topic: null }, '\n'],
])('%j is searched as %j', (texts, found) => {
  expect(searchText(texts)).toBe(found);
});

test('each word is looked for, and signs of patterns mean themselves', () => {
  expect(wordPatterns(' Cafe\u0301  100%_\\ ')).toEqual(['%cafe%', String.raw`%100\%\_\\%`]);
});
