import fc from 'fast-check';
import { aPng } from '../testing/media';
import { isReadableImage, measureImage } from './image';

const png = (width: number, height: number) => measureImage('image/png', aPng(width, height).bytes);

/** A GIF's header: https://www.w3.org/Graphics/GIF/spec-gif89a.txt, section 18. */
const GIF = Buffer.from('GIF89a\x03\x00\x02\x00\x00\x00\x00', 'latin1');

test('reads the size of an image from its first bytes', () => {
  expect(png(640, 480)).toEqual({ width: 640, height: 480 });
  expect(measureImage('image/gif', GIF)).toEqual({ width: 3, height: 2 });
});

test('an image that would take too much memory to show is none (18)', () => {
  expect(png(50_000, 50_000)).toMatch('too many');
  expect(png(32_768, 1)).toMatch('too many');
  expect(png(16_385, 16_384)).toMatch('too many');
  expect(png(16_384, 16_384)).toEqual({ width: 16_384, height: 16_384 });
});

test('bytes that are not of their type are no image (18)', () => {
  expect(measureImage('image/png', GIF)).toMatch('no image/png');
  expect(measureImage('image/png', Buffer.from('<svg onload="alert(1)"/>'))).toMatch('no image/png');
  expect(measureImage('image/gif', Buffer.from('GIF8'))).toMatch('no image/gif');
  expect(png(0, 0)).toMatch('no image/png');
});

test('no bytes make it throw', () => {
  const types = fc.constantFrom('image/png', 'image/jpeg', 'image/gif', 'image/webp');
  const magic = fc.constantFrom('\x89PNG\r\n\x1a\n', '\xff\xd8\xff\xe1', 'GIF89a', 'RIFF\x10\0\0\0WEBPVP8 ');
  fc.assert(
    fc.property(types, magic, fc.uint8Array({ maxLength: 200 }), (type, start, rest) => {
      const result = measureImage(type, Buffer.concat([Buffer.from(start, 'latin1'), rest]));
      expect(typeof result === 'string' || (result.width > 0 && result.height > 0)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('only images that every browser shows are read', () => {
  expect(isReadableImage('image/webp')).toBe(true);
  for (const type of ['image/svg+xml', 'image/tiff', 'constructor', 'text/html'])
    expect(isReadableImage(type)).toBe(false);
});
