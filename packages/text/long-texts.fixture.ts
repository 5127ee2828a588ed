import fc from 'fast-check';
import { MAX_MESSAGE } from './visible';

/** A text of a kind, as long as is wanted. */
export type Recipe = (length: number) => string;

const repeated =
  (piece: string): Recipe =>
  (length) =>
    piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

/** One half opens what the other half closes. */
const halves =
  (opening: string, closing: string): Recipe =>
  (length) => {
    const count = Math.floor(length / (opening.length + closing.length));
    return opening.repeat(count) + closing.repeat(count);
  };

/** Rows of which each is longer by one piece: `a`, `aa`, `aaa` … */
const growing =
  (piece: string, end: string): Recipe =>
  (length) => {
    const rows: string[] = [];
    for (let n = 1, left = length; left > 0; left -= rows.at(-1)!.length, n++) rows.push(piece.repeat(n) + end);
    return rows.join('').slice(0, length);
  };

const wideTable: Recipe = (length) => {
  const columns = Math.floor(length / 8);
  return `${'|a'.repeat(columns)}\n${'|-'.repeat(columns)}\n${'a\n'.repeat(length / 4)}`;
};

const footnotes: Recipe = (length) => {
  const notes = Array.from({ length: Math.floor(length / 18) }, (_, n) => n + 100);
  return `${notes.map((n) => `[^${n}]`).join('')}\n\n${notes.map((n) => `[^${n}]: b`).join('\n')}`;
};

/** Known to overflow a stack or to take quadratic time in one parser or another. */
export const KNOWN: [name: string, recipe: Recipe][] = [
  ...[
    '>',
    '> ',
    '- ',
    '1. ',
    '>- ',
    '> 1. ',
    '* * ',
    '*',
    '**a',
    '*a ',
    '*a _b ',
    '**。',
    '***a ',
    'a**b*',
    '~~a',
    '~~a~~',
  ],
  ...[
    '`',
    '`a``',
    '[',
    '[a](',
    '[a][',
    '![',
    '![a](b)',
    '[x](http://a ',
    '[a](<b',
    '[a]: b\n',
    '[^',
    '[^1]: a\n',
    '[^1]',
  ],
  ...[
    '<',
    '<a@',
    '<http://a',
    '<!--',
    '&',
    '&#',
    '&a',
    '\\',
    '|',
    '|-',
    '-|-\n|',
    'a|b\n',
    '# a\n',
    'a\n-\n',
    '- a\n',
    ' ',
    '\t',
  ],
  ...[
    '\n',
    'a  \n',
    '```\n',
    '~~~',
    'http://',
    'http://a.b/(',
    'www.',
    'www.a',
    '@',
    'a@b.c ',
    'a+',
    'a.',
    '\u0301',
    '😀',
    '（',
  ],
  ...['- [ ] a\n', '<@0190a1b2-0000-7000-8000-0000000000aa>', '<@'],
]
  .map((piece): [string, Recipe] => [JSON.stringify(piece), repeated(piece)])
  .concat([
    ['links in links', halves('[', '](a)')],
    ['pictures in pictures', halves('![', '](a)')],
    ['emphasis in emphasis', halves('*a _b ', ' b_ a*')],
    ['strong emphasis in itself', halves('**a ', ' a**')],
    ['parentheses in an address', (length) => `http://a/${halves('(', ')')(length - 9)}`],
    ['runs of backticks', growing('`', 'a')],
    ['lists by indentation', growing(' ', '- a\n')],
    ['quotes of quotes', growing('>', ' a\n')],
    ['a quote that goes on lazily', (length) => `${'>'.repeat(length / 2)}\n${'a\n'.repeat(length / 4)}`],
    ['a wide table', wideTable],
    ['footnotes', footnotes],
    ['a list and a letter', (length) => `${'- '.repeat(length / 2 - 1)}a`],
  ]);

const MARKS = [
  ...[
    '>',
    '> ',
    '- ',
    '* ',
    '1. ',
    '+ ',
    '*',
    '**',
    '_',
    '__',
    '~~',
    '~',
    '[',
    '](',
    '](a)',
    ']',
    '![',
    '`',
    '``',
    '```',
  ],
  ...[
    '<',
    '>',
    '&',
    '&amp;',
    'http://',
    'https://a.b/',
    'www.a',
    '@',
    'a@b.c',
    '(',
    ')',
    '|',
    '|-',
    '---',
    '===',
    '\\',
  ],
  ...[
    '\n',
    '\n\n',
    '  \n',
    '\t',
    '    ',
    ' ',
    'a',
    '[^',
    '[^1]',
    '[^1]: ',
    '[a]: ',
    '[a]',
    '^[',
    '"',
    '# ',
    '!',
    '。',
    '（',
  ],
  ...['\u0301', '😀', '<@0190a1b2-0000-7000-8000-0000000000aa>', '<@', '://', '.', '<a', '<!--'],
];

/** Runs of runs of marks. */
export const recipes = fc
  .array(
    fc.tuple(fc.array(fc.constantFrom(...MARKS), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 5 })),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((runs): Recipe => {
    const parts = runs.reduce((sum, [, share]) => sum + share, 0);
    return (length) =>
      runs.map(([marks, share]) => repeated(marks.join(''))(Math.floor((length * share) / parts))).join('');
  });

/** Milliseconds of processor time, the least of three: what else runs on the machine counts little. */
function costOf(run: () => unknown): number {
  const costs = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...costs);
}

const SMALL_MS = 10;
/** Growth that needs no second look. */
const PROPORTIONAL = 6;
const MEASUREMENTS = 5;

/**
 * How many times more a text of the longest length takes than one of a quarter: 4 where time is in proportion to the
 * text, 16 where it is quadratic. Times below ten milliseconds count as ten. Compiling, collecting and other processes only
 * add to a time, so a growth that looks too large is measured again, and the least counts.
 */
export function growth(recipe: Recipe, run: (text: string) => unknown): number {
  const [short, long] = [recipe(MAX_MESSAGE / 4), recipe(MAX_MESSAGE)];
  let least = Infinity;
  for (let n = 0; n < MEASUREMENTS && least > PROPORTIONAL; n++) {
    const base = Math.max(
      SMALL_MS,
      costOf(() => run(short)),
    );
    least = Math.min(least, costOf(() => run(long)) / base);
  }
  return least;
}
