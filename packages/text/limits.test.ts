import fc from 'fast-check';
import { MAX_NESTING } from './limits';
import { growth, KNOWN, recipes } from './long-texts.fixture';
import { plainLine, plainText } from './plain-text';
import { piecesOf, type Piece } from './tree';
import { MAX_MESSAGE } from './visible';

const nobody = () => undefined;

/** How deep the parts of a text stand in each other. */
const depthOf = (pieces: readonly Piece[]): number =>
  Math.max(0, ...pieces.map((piece) => (piece.type === 'element' ? 1 + depthOf(piece.children) : 0)));

const countOf = (name: string, pieces: readonly Piece[]): number =>
  pieces.reduce(
    (sum, piece) => sum + (piece.type === 'element' ? Number(piece.name === name) + countOf(name, piece.children) : 0),
    0,
  );

test.each(KNOWN)('time is in proportion to the text: %s', (_, recipe) => {
  expect(growth(recipe, (text) => plainLine(text, nobody))).toBeLessThan(8);
  expect(depthOf(piecesOf(recipe(MAX_MESSAGE)))).toBeLessThan(5 * MAX_NESTING);
});

test('time is in proportion to the text, whatever marks it has', () => {
  fc.assert(
    fc.property(recipes, (recipe) => {
      expect(growth(recipe, (text) => plainLine(text, nobody))).toBeLessThan(8);
      expect(depthOf(piecesOf(recipe(MAX_MESSAGE)))).toBeLessThan(5 * MAX_NESTING);
    }),
    { numRuns: 40 },
  );
});

test.each([
  ['blockquote', '>', '> '],
  ['ul', '-', '- '],
  ['ol', '1.', '1. '],
])('twenty levels of %s are drawn, and what is deeper is text', (name, mark, level) => {
  const text = (levels: number) => `${level.repeat(levels)}word`;
  expect(countOf(name, piecesOf(text(MAX_NESTING)))).toBe(MAX_NESTING);
  expect(countOf(name, piecesOf(text(2_000)))).toBe(MAX_NESTING);
  expect(plainText(text(MAX_NESTING + 1), nobody)).toContain(`${mark} word`);
});

test('twenty levels of emphasis are drawn, and the words of deeper ones are there', () => {
  const text = '*a _b '.repeat(30) + 'word' + ' b_ a*'.repeat(30);
  expect(countOf('em', piecesOf(text))).toBe(MAX_NESTING);
  expect(plainText(text, nobody)).toBe(`${'a b '.repeat(30)}word${' b a'.repeat(30)}`);
});

test('a table of ordinary size is one, and one that would fill cells for ever is text', () => {
  const table = (columns: number, rows: number) =>
    `${'|a'.repeat(columns)}|\n${'|-'.repeat(columns)}|\n${'|b|\n'.repeat(rows)}`;
  expect(countOf('td', piecesOf(table(20, 100)))).toBe(2_000);
  expect(countOf('table', piecesOf(table(500, 500)))).toBe(0);
});

test('no word of a text is lost', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 3, maxLength: 5 });
  const marks = fc.constantFrom(
    '*',
    '**',
    '_',
    '> ',
    '- ',
    '1. ',
    '\n',
    '\n\n',
    '    ',
    '~~',
    '# ',
    '`',
    ' ',
    '<',
    '|',
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(marks, word)), (parts) => {
      const text = parts.map((part) => part.join('')).join(' ');
      const words = plainLine(text, nobody);
      for (const [, one] of parts) expect(words).toContain(one);
    }),
  );
});
