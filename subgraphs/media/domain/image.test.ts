import fc from 'fast-check';
import { aPngHeader } from '../testing/media';
import { imageTypeOf, isShownImage, refusalOf, type ImageType } from './image';

const png = (width: number, height: number) => refusalOf('image/png', aPngHeader(width, height).bytes);

/** A GIF's header: https://www.w3.org/Graphics/GIF/spec-gif89a.txt, section 18. */
const GIF = Buffer.from('GIF89a\x03\x00\x02\x00\x00\x00\x00', 'latin1');

/** The start of an AVIF whose major brand is another one's: https://aomediacodec.github.io/av1-avif/#brands. */
const avif = (brands: string) => Buffer.from(`\0\0\0\x18ftyp${brands}\0\0\0\0`, 'latin1');

test('an image of its type that is not too large may be decoded', () => {
  expect(png(640, 480)).toBeUndefined();
  expect(refusalOf('image/gif', GIF)).toBeUndefined();
});

test('an image that would take too much memory to show may not', () => {
  expect(png(50_000, 50_000)).toMatch('too many');
  expect(png(32_768, 1)).toMatch('too many');
  expect(png(16_384, 8_193)).toMatch('too many');
  expect(png(16_384, 8_192)).toBeUndefined();
});

test('bytes that are not of their type may not', () => {
  expect(refusalOf('image/png', GIF)).toMatch('no image/png');
  expect(refusalOf('image/png', Buffer.from('<svg onload="alert(1)"/>'))).toMatch('no image/png');
  expect(refusalOf('image/gif', Buffer.from('GIF8'))).toMatch('no image/gif');
  expect(png(0, 0)).toMatch('no image/png');
});

test('an image is known by its first bytes, whatever it is called', () => {
  expect(imageTypeOf(aPngHeader(1, 1).bytes)).toBe('image/png');
  expect(imageTypeOf(GIF)).toBe('image/gif');
  expect(imageTypeOf(avif('avif\0\0\0\0mif1'))).toBe('image/avif');
  expect(imageTypeOf(avif('mif1\0\0\0\0avif'))).toBe('image/avif');
  expect(imageTypeOf(avif('heic\0\0\0\0mif1'))).toBeUndefined();
  for (const text of ['', '%PDF-1.7', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'avif'])
    expect(imageTypeOf(Buffer.from(text))).toBeUndefined();
});

test('no bytes make it throw', () => {
  const types = fc.constantFrom<ImageType>('image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif');
  const magic = fc.constantFrom(
    ...['\x89PNG\r\n\x1a\n', '\xff\xd8\xff\xe1', 'GIF89a', 'RIFF\x10\0\0\0WEBPVP8 ', '\0\0\0\x18ftypavif'],
  );
  fc.assert(
    fc.property(types, magic, fc.uint8Array({ maxLength: 200 }), (type, start, rest) => {
      const bytes = Buffer.concat([Buffer.from(start, 'latin1'), rest]);
      const said = [refusalOf(type, bytes), imageTypeOf(bytes)];
      for (const one of said) expect(['string', 'undefined']).toContain(typeof one);
    }),
    { numRuns: 1_000 },
  );
});

test('only images that every browser shows are shown', () => {
  expect(isShownImage('image/webp')).toBe(true);
  for (const type of ['image/svg+xml', 'image/tiff', 'constructor', 'text/html'])
    expect(isShownImage(type)).toBe(false);
});
