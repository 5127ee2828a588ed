import { Readable } from 'node:stream';
import fc from 'fast-check';
import { charsetOf } from './charset';

const of = (...chunks: readonly Buffer[]) => charsetOf(Readable.from(chunks));
const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

test('UTF-8 is known wherever it is cut, and ASCII is UTF-8', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.nat(), async (text, at) => {
      const whole = Buffer.from(text.toWellFormed());
      const cut = at % (whole.length + 1);
      expect(await of(whole.subarray(0, cut), whole.subarray(cut))).toBe('utf-8');
    }),
  );
  expect(await of(Buffer.from('\uFEFFwith a mark'))).toBe('utf-8');
});

it.each([
  ['Grüße', Buffer.from('Grüße', 'latin1'), 'windows-1252'],
  ['20 € für Müller', bytes('3230 20 80 20 66fc72 20 4dfc6c6c6572'), 'windows-1252'],
  ['Привет, как дела? (windows-1251)', bytes('cff0e8e2e5f22c20eae0ea20e4e5ebe03f'), 'windows-1251'],
  ['Привет, как дела? (KOI8-R)', bytes('f0d2c9d7c5d42c20cbc1cb20c4c5ccc13f'), 'koi8-r'],
  ['こんにちは世界', bytes('82b182f182c982bf82cd90a28a45814282b182f182c982bf82cd90a28a458142'), 'shift_jis'],
  ['hi, UTF-16LE', Buffer.from('\uFEFFhé', 'utf16le'), 'utf-16le'],
  ['hi, UTF-16BE', Buffer.from('\uFEFFhé', 'utf16le').swap16(), 'utf-16be'],
])('of %s', async (_, text, charset) => {
  expect(await of(text)).toBe(charset);
});

test('a long text is read to its end, and cut in a character it is not UTF-8', async () => {
  const filler = Buffer.from('plain '.repeat(50_000));
  expect(await of(filler, Buffer.from('schöne Grüße aus Köln', 'latin1'))).toBe('windows-1252');
  expect(await of(filler, Buffer.from('Grüße'))).toBe('utf-8');
  expect(await of(Buffer.from('ü').subarray(0, 1))).toBe('windows-1252');
});

test('whatever the bytes, browsers know the name', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (any) => {
      const charset = await of(Buffer.from(any));
      expect(new TextDecoder(charset).encoding).toBe(charset);
    }),
  );
});
