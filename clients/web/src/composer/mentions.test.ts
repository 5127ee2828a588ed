import fc from 'fast-check';
import {
  decoded,
  edited,
  encoded,
  erasedBy,
  mentionQuery,
  said,
  NOTHING_WRITTEN,
  withMention,
  type Written,
} from './mentions';

const ADA = { id: '0190a1b2-0000-7000-8000-0000000000aa', displayName: 'Ada' };
const ADAM = { id: '0190a1b2-0000-7000-8000-0000000000bb', displayName: 'Adam' };
const SAM = { id: '0190a1b2-0000-7000-8000-0000000000c1', displayName: 'Sam Lee' };
const OTHER_SAM = { id: '0190a1b2-0000-7000-8000-0000000000c2', displayName: 'Sam Lee' };
const YUKI = { id: '0190a1b2-0000-7000-8000-0000000000cc', displayName: '田中 由紀' };
const EVERYBODY = [ADA, ADAM, SAM, OTHER_SAM, YUKI];

const plain = (text: string): Written => ({ text, mentions: [] });

/** As somebody types: letters one by one, `@` and a person as chosen from the list. */
const typed = (...pieces: (string | typeof ADA)[]): Written =>
  pieces.reduce<Written>((before, piece) => {
    if (typeof piece !== 'string') {
      const typed = edited(before, `${before.text}@`, before.text.length + 1);
      return withMention(typed, mentionQuery(typed, typed.text.length)!, piece).written;
    }
    return [...piece].reduce((now, letter) => {
      const text = now.text + letter;
      return edited(now, text, text.length);
    }, before);
  }, NOTHING_WRITTEN);

test('who is named was chosen: a name in an address, one that begins another, and one of two alike', () => {
  expect(encoded(typed(ADA, 'ops@Adastra.example and @Adam'))).toBe(`<@${ADA.id}> ops@Adastra.example and @Adam`);
  expect(encoded(typed(SAM, 'or ', OTHER_SAM, 'or @Sam Lee'))).toBe(`<@${SAM.id}> or <@${OTHER_SAM.id}> or @Sam Lee`);
  expect(encoded(typed('@Ada says hi to ', ADA))).toBe(`@Ada says hi to <@${ADA.id}> `);
});

test('a mention moves with the text around it, also where that is the same', () => {
  const both = typed(SAM, OTHER_SAM);
  const text = `@Sam Lee ${both.text}`;
  expect(encoded(edited(both, text, 9))).toBe(`@Sam Lee <@${SAM.id}> <@${OTHER_SAM.id}> `);
  expect(encoded(edited(both, both.text.slice(9), 0))).toBe(`<@${OTHER_SAM.id}> `);
});

test('a mention that was changed is text', () => {
  const written = typed('to ', SAM);
  expect(encoded(edited(written, 'to @Sam Leo ', 11))).toBe('to @Sam Leo ');
  expect(encoded(edited(written, 'to @Samuel Lee ', 10))).toBe('to @Samuel Lee ');
});

test('blank lines around what is said are left out, indentation is not', () => {
  expect(said(plain('\n  \n    code\n\n  and more \n '))).toBe('    code\n\n  and more');
  expect(said(plain('  \n '))).toBe('');
});

test('a key erases a mention as one', () => {
  const written = typed('to ', SAM);
  expect(erasedBy('Backspace', written, 11)?.start).toBe(3);
  expect(erasedBy('Delete', written, 3)?.end).toBe(11);
  expect(erasedBy('Backspace', written, 12)).toBeNull();
  expect(erasedBy('Backspace', written, 3)).toBeNull();
});

test('what is decoded is encoded to the same again, whatever it is', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('@', '<@', '>', '`', '\\', 'Ada', '@Sam Lee', '<@0190a1b2>', `<@${ADA.id.toUpperCase()}>`),
    fc.constantFrom(...EVERYBODY).map(({ id }) => `<@${id}>`),
    fc.uuid().map((id) => `<@${id}>`),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const source = pieces.join('');
      const written = decoded(source, EVERYBODY);
      expect(encoded(written)).toBe(source);
      for (const { start, end, person } of written.mentions)
        expect(written.text.slice(start, end)).toBe(`@${person.displayName}`);
    }),
  );
});

test('whatever is changed around them, mentions name whom they named', () => {
  const people = fc.constantFrom(...EVERYBODY);
  const source = fc.array(
    fc.oneof(
      fc.constantFrom('a', '@Ada', 'Sam Lee', ' '),
      people.map(({ id }) => `<@${id}>`),
    ),
  );
  const change = fc.record({ at: fc.nat(), erased: fc.nat(5), put: fc.constantFrom('', 'a', '@Ada', 'Sam Lee ', 'e') });
  fc.assert(
    fc.property(source, fc.array(change), (pieces, changes) => {
      let written = decoded(pieces.join(''), EVERYBODY);
      for (const { at, erased, put } of changes) {
        const start = at % (written.text.length + 1);
        const end = Math.min(written.text.length, start + erased);
        const text = written.text.slice(0, start) + put + written.text.slice(end);
        const by = text.length - written.text.length;
        const expected = written.mentions.flatMap((one) => {
          if (one.end <= start) return [{ at: one.start, id: one.person.id }];
          return one.start >= end ? [{ at: one.start + by, id: one.person.id }] : [];
        });
        written = edited(written, text, start + put.length);
        expect(written.text).toBe(text);
        const kept = written.mentions.map((one) => ({ at: one.start, id: one.person.id }));
        // what was put in may be what had been there
        expect(kept).toEqual(expect.arrayContaining(expected));
        for (const one of written.mentions) expect(text.slice(one.start, one.end)).toBe(`@${one.person.displayName}`);
      }
    }),
  );
});

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
])('in %j %j is looked for', (text, words) =>
  expect(mentionQuery(plain(text), text.length)?.words ?? null).toBe(words),
);

test('only what is before the cursor counts', () =>
  expect(mentionQuery(plain('@ada'), 2)).toEqual({ start: 0, words: 'a' }));

test('who has been chosen is not looked for again', () => expect(mentionQuery(typed(ADA), 5)).toBeNull());

test('a name takes the place of what was looked for', () => {
  const before = plain('hi @ad there');
  const { written, cursor } = withMention(before, mentionQuery(before, 6)!, ADA);
  expect([written.text, cursor, encoded(written)]).toEqual(['hi @Ada there', 8, `hi <@${ADA.id}> there`]);
  expect(typed(YUKI).text).toBe('@田中 由紀 ');
});
