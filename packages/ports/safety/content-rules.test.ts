import { Readable } from 'node:stream';
import { contentRules } from './content-rules';
import type { JudgedFile } from './content-safety';

const SHA256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const file = (change: Partial<JudgedFile> = {}): JudgedFile => ({
  ...{ fileName: 'notes.txt', mimeType: 'text/plain', size: 3, sha256: SHA256.replace('b', 'c') },
  bytes: async () => Readable.from([]),
  ...change,
});
const rules = contentRules({
  types: ['application/x-msdownload', 'video/*'],
  names: ['*.exe', 'invoice*.js', 'a.b(c)'],
  sha256: [SHA256.toUpperCase()],
});

it('takes what no rule is about', async () => {
  for (const fine of [{}, { fileName: 'exe.txt' }, { fileName: 'aXb(c)' }, { mimeType: 'application/video' }])
    expect(await rules.refusalOf(file(fine))).toBeUndefined();
  expect(await contentRules({ types: [], names: [], sha256: [] }).refusalOf(file())).toBeUndefined();
});

it.each([
  { mimeType: 'application/x-msdownload' },
  { mimeType: 'video/mp4' },
  { fileName: 'Setup.EXE' },
  { fileName: 'invoice 2026.js' },
  { fileName: 'a.b(c)' },
  { sha256: SHA256 },
])('refuses %j', async (change) => {
  expect(await rules.refusalOf(file(change))).toEqual(expect.any(String));
});
