import { hasLocationOfFilm, hasLocationOfImage, mayHaveLocation } from './location';

/** A TIFF whose first directory has entries of these tags. */
function tiff(tags: readonly number[], order: 'II' | 'MM' = 'II'): Buffer {
  const isLittle = order === 'II';
  const bytes = Buffer.alloc(10 + 12 * tags.length);
  bytes.write(order, 'latin1');
  const uint16 = (value: number, at: number) =>
    isLittle ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at);
  uint16(42, 2);
  if (isLittle) bytes.writeUInt32LE(8, 4);
  else bytes.writeUInt32BE(8, 4);
  uint16(tags.length, 8);
  for (const [n, tag] of tags.entries()) uint16(tag, 10 + 12 * n);
  return bytes;
}

const GPS = 0x8825;
const MAKE = 0x010f;
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const heic = (exif: Buffer) =>
  Buffer.concat([latin1('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), latin1('\0\0\0\x06Exif\0\0'), exif]);

it.each([
  ['a TIFF', tiff([MAKE, GPS])],
  ['a TIFF of the other byte order', tiff([MAKE, GPS], 'MM')],
  ['a HEIC', heic(tiff([MAKE, GPS], 'MM'))],
  ['a JPEG', Buffer.concat([latin1('\xff\xd8\xff\xe1\0\x40Exif\0\0'), tiff([GPS])])],
  ['a PNG', Buffer.concat([latin1('\x89PNG\r\n\x1a\n\0\0\0\x20eXIf'), tiff([GPS])])],
])('%s that says where it was taken is found, and one that does not is not', (_, bytes) => {
  expect(mayHaveLocation(bytes)).toBe(true);
  expect(hasLocationOfImage(bytes)).toBe(true);
  const elsewhere = Buffer.from(
    bytes.toString('latin1').replace('\x25\x88', '\x26\x88').replace('\x88\x25', '\x88\x26'),
    'latin1',
  );
  expect(hasLocationOfImage(elsewhere)).toBe(false);
});

it.each([
  '\0\0\0\x20\xa9xyz\0\x12\x15\xc7+48.8577+002.295/',
  '\0\0\0\x30mdtacom.apple.quicktime.location.ISO6709',
  '\0\0\0\x20loci\0\0\0\0\x15\xc7Paris\0',
  'RECORDING_LOCATION',
])('a film with %j says where it was taken', (text) => {
  const film = latin1(`\0\0\0\x18ftypmp42\0\0\0\0mp42isom${text}`);
  expect(mayHaveLocation(film)).toBe(true);
  expect(hasLocationOfFilm(film)).toBe(true);
});

it('no other bytes say where they were taken, not even the names of boxes, and broken ones end early', () => {
  expect(hasLocationOfFilm(latin1('\0\0\0\x18ftypmp42\xa9xyz and loci'))).toBe(false);
  expect(mayHaveLocation(latin1('%PDF-1.7 Exif\0\0II*\0'))).toBe(false);
  expect(hasLocationOfImage(latin1('II*\0\xff\xff\xff\x7f'))).toBe(false);
  expect(hasLocationOfImage(tiff([MAKE, GPS]).subarray(0, 20))).toBe(false);
});
