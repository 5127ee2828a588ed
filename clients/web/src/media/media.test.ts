import { kindInWords } from './kind-in-words';
import { fitted, sourcesOf } from './thumbnails';

const thumbnail = (width: number, mimeType: string) => ({
  width,
  height: width,
  mimeType,
  url: `/${width}.${mimeType}`,
});

test.each([
  [
    { width: 1600, height: 900 },
    { width: 360, height: 203 },
  ],
  [
    { width: 500, height: 2000 },
    { width: 65, height: 260 },
  ],
  [
    { width: 20, height: 10 },
    { width: 20, height: 10 },
  ],
])('%j is shown as %j', (size, shown) => expect(fitted({ ...size, thumbnails: [] })).toEqual(shown));

test('a browser may choose among what there is', () => {
  const thumbnails = [
    thumbnail(320, 'image/webp'),
    thumbnail(320, 'image/jpeg'),
    thumbnail(960, 'image/webp'),
    thumbnail(960, 'image/jpeg'),
  ];
  expect(sourcesOf({ thumbnails, url: '/whole' })).toEqual({
    webp: '/320.image/webp 320w, /960.image/webp 960w',
    fallback: '/960.image/jpeg',
  });
  expect(sourcesOf({ thumbnails: [], url: '/whole' }).fallback).toBe('/whole');
});

test.each([
  ['text/plain', 'a.log', 'Text'],
  ['text/x-anything', 'a', 'Text'],
  ['application/pdf', 'a.pdf', 'PDF'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'a.docx', 'Word document'],
  ['application/vnd.ms-excel', 'a.xls', 'Excel spreadsheet'],
  ['application/x-zip-compressed', 'a.zip', 'ZIP archive'],
  ['image/tiff', 'a.tif', 'Picture'],
  ['audio/mpeg', 'a.mp3', 'Audio'],
  ['video/quicktime', 'a.mov', 'Video'],
  ['application/octet-stream', 'scene.blend', 'BLEND file'],
  ['application/vnd.strange+type', 'a.b c', 'File'],
  ['application/octet-stream', '.bashrc', 'File'],
  ['constructor/x', 'LICENSE', 'File'],
])('%s of %s is called %s', (mimeType, fileName, kind) => expect(kindInWords({ mimeType, fileName })).toBe(kind));
