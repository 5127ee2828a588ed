import fc from 'fast-check';
import { ParleyError } from '@parley/contracts/errors';
import { parseAnnouncement, type Announcement } from './announcement';

const GOOD: Announcement = { fileName: 'a.png', mimeType: 'image/png', size: 10, sha256: 'ab'.repeat(32) };

/** The fields that are refused. */
function wrongFields(change: Partial<Announcement>): string[] {
  try {
    parseAnnouncement({ ...GOOD, ...change }, 100);
    return [];
  } catch (error) {
    if (!(error instanceof ParleyError)) throw error;
    return (error.extensions.fields as { field: string }[]).map(({ field }) => field);
  }
}

it.each([
  'ä.txt',
  '日本語の資料.pdf',
  'صورة.png',
  '\u200Fשלום.doc',
  'a'.repeat(255),
  '👩‍👩‍👧.gif',
  '.bashrc',
  'no extension',
  '<script>.html',
  'e\u0301.txt',
])('takes the file name %j as it is', (fileName) => {
  expect(parseAnnouncement({ ...GOOD, fileName }, 100).fileName).toBe(fileName);
});

it.each([
  ['', 'nothing'],
  ['  ', 'blank'],
  ['..', 'a folder'],
  ['a'.repeat(256), 'too long'],
  ['👩'.repeat(256), 'too long, in astral characters'],
  ['../etc/passwd', 'a path'],
  ['C:\\boot.ini', 'a path of Windows'],
  ['a\0.png', 'NUL'],
  ['a\r\nb.png', 'a line break'],
  ['a\u2028b.png', 'a line separator'],
  ['\u202Egnp.exe', 'a direction override'],
  ['a\u2066b.png', 'a direction isolate'],
  ['a\uD800.png', 'a lone surrogate'],
  ['a\u007F.png', 'DEL'],
  ['\u3164\u2800\u200b.\u00ad', 'what shows nothing'],
  [`a${'\u0301'.repeat(9)}.png`, 'a pile of combining marks'],
])('refuses the file name %j: %s', (fileName) => {
  expect(wrongFields({ fileName })).toContain('input.fileName');
});

test('media types are names of RFC 6838, in lower case', () => {
  expect(parseAnnouncement({ ...GOOD, mimeType: 'Image/SVG+XML' }, 100).mimeType).toBe('image/svg+xml');
  for (const mimeType of [
    '',
    'png',
    'image/',
    '/png',
    'image/png; q=1',
    'image/p ng',
    'image/png\r\nX: y',
    'a/b/c',
    'imäge/png',
  ])
    expect(wrongFields({ mimeType })).toEqual(['input.mimeType']);
});

test('sizes are from 1 to the limit, and checksums are SHA-256', () => {
  for (const size of [0, -1, 101, 1.5, NaN, 2 ** 53]) expect(wrongFields({ size })).toContain('input.size');
  for (const sha256 of ['', 'ab'.repeat(31), `${'ab'.repeat(31)}zz`, `${'ab'.repeat(32)}\n`])
    expect(wrongFields({ sha256 })).toEqual(['input.sha256']);
  expect(parseAnnouncement({ ...GOOD, size: 100, sha256: 'AB'.repeat(32) }, 100).sha256).toBe(GOOD.sha256);
});

test('every wrong field is named at once', () => {
  expect(wrongFields({ fileName: '', mimeType: '', size: 0, sha256: '' })).toEqual(
    expect.arrayContaining(['input.fileName', 'input.mimeType', 'input.size', 'input.sha256']),
  );
});

test('whatever the name, it is taken as it is or refused with a code', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (fileName) => void wrongFields({ fileName })));
});
