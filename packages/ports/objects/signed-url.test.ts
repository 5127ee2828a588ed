import fc from 'fast-check';
import { MAX_DOWNLOAD_SECONDS, MAX_UPLOAD_SECONDS, objectKeyOf } from './object-store';
import {
  signGrant,
  verifyDownload,
  verifyUpload,
  type DownloadGrant,
  type SigningKeys,
  type UploadGrant,
} from './signed-url';

const SECRET: SigningKeys = [Buffer.alloc(32, 7)];
const NOW = new Date('2030-01-01T00:00:00Z');

const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
const key = fc
  .array(fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/), { minLength: 1, maxLength: 4 })
  .map((words) => objectKeyOf(...words));
const common = {
  key,
  mimeType: fc.string(),
  sha256: hex,
  expiresAt: fc
    .integer({ min: 1, max: MAX_DOWNLOAD_SECONDS })
    .map((seconds) => new Date(NOW.getTime() + seconds * 1000)),
};
const uploads: fc.Arbitrary<UploadGrant> = fc.record({ ...common, method: fc.constant('PUT'), size: fc.nat() });
const downloads: fc.Arbitrary<DownloadGrant> = fc.record({
  ...common,
  method: fc.constant('GET'),
  fileName: fc.string({ unit: 'binary' }),
  disposition: fc.constantFrom('inline', 'attachment'),
});

/** Path and query as an HTTP server takes them apart. */
function parts(path: string): Record<string, string> {
  const url = new URL(path, 'http://x');
  return { ...Object.fromEntries(url.searchParams), key: url.pathname.slice('/objects/'.length) };
}

test('a signed URL carries its grant, whatever is in it', () => {
  fc.assert(
    fc.property(uploads, (grant) => expect(verifyUpload(SECRET, parts(signGrant(SECRET, grant)), NOW)).toEqual(grant)),
  );
  fc.assert(
    fc.property(downloads, (grant) =>
      expect(verifyDownload(SECRET, parts(signGrant(SECRET, grant)), NOW)).toEqual(grant),
    ),
  );
});

test('a URL with any part changed, added or taken away grants nothing', () => {
  fc.assert(
    fc.property(downloads, downloads, fc.string(), (grant, other, noise) => {
      const signed = parts(signGrant(SECRET, grant));
      for (const [name, value] of Object.entries(parts(signGrant(SECRET, other)))) {
        const changed = { ...signed, [name]: value };
        if (signed[name] !== value) expect(verifyDownload(SECRET, changed, NOW)).toBeUndefined();
        const { [name]: _, ...without } = signed;
        expect(verifyDownload(SECRET, without, NOW)).toBeUndefined();
        expect(verifyDownload(SECRET, { ...signed, [name]: `${value}${noise || ' '}` }, NOW)).toBeUndefined();
        expect(verifyDownload(SECRET, { ...signed, [name]: [value, value] }, NOW)).toBeUndefined();
      }
      expect(verifyDownload(SECRET, { ...signed, more: noise }, NOW)).toBeUndefined();
    }),
    { numRuns: 50 },
  );
});

test('a grant for one method is none for the other, nor under another secret, nor from its expiry on', () => {
  fc.assert(
    fc.property(uploads, downloads, (upload, download) => {
      const [put, get] = [parts(signGrant(SECRET, upload)), parts(signGrant(SECRET, download))];
      expect(verifyDownload(SECRET, put, NOW)).toBeUndefined();
      expect(verifyUpload(SECRET, get, NOW)).toBeUndefined();
      expect(verifyUpload(SECRET, { ...put, signature: get.signature }, NOW)).toBeUndefined();
      expect(verifyUpload([Buffer.alloc(32, 8)], put, NOW)).toBeUndefined();
      expect(verifyUpload(SECRET, put, upload.expiresAt)).toBeUndefined();
      expect(verifyUpload(SECRET, put, new Date(upload.expiresAt.getTime() - 1))).toEqual(upload);
    }),
  );
});

test('a clock that is set makes no URL live for longer than any does (9, 38)', () => {
  const hour = 3_600_000;
  const at = (ms: number) => new Date(NOW.getTime() + ms);
  fc.assert(
    fc.property(uploads, downloads, (upload, download) => {
      for (const ahead of [hour, -hour]) {
        const [put, get] = [
          { ...upload, expiresAt: at(ahead + MAX_UPLOAD_SECONDS * 1_000) },
          { ...download, expiresAt: at(ahead + MAX_DOWNLOAD_SECONDS * 1_000) },
        ];
        const [sent, read] = [parts(signGrant(SECRET, put)), parts(signGrant(SECRET, get))];
        expect([verifyUpload(SECRET, sent, at(ahead)), verifyDownload(SECRET, read, at(ahead))]).toEqual([put, get]);
        for (const now of [NOW, at(ahead - 6_000)]) {
          expect(verifyUpload(SECRET, sent, now)).toBeUndefined();
          expect(verifyDownload(SECRET, read, now)).toBeUndefined();
        }
      }
    }),
    { numRuns: 20 },
  );
});

test('a key is replaced without a URL that is refused: the first one signs, all of them verify', () => {
  fc.assert(
    fc.property(downloads, (grant) => {
      const [old, next] = [SECRET[0], Buffer.alloc(32, 9)];
      const isGood = (keys: SigningKeys, path: string) => verifyDownload(keys, parts(path), NOW) !== undefined;
      const before = signGrant([old], grant);
      const after = signGrant([next, old], grant);
      expect([isGood([old, next], before), isGood([old, next], after), isGood([next, old], before)]).toEqual(
        Array(3).fill(true),
      );
      expect([isGood([old], after), isGood([next], before)]).toEqual([false, false]);
    }),
    { numRuns: 20 },
  );
});
