/// <reference types="jest" />
import { createHash, randomBytes } from 'node:crypto';
import contentDisposition from 'content-disposition';
import {
  objectKeyOf,
  type AnnouncedObject,
  type ByteRange,
  type ObjectStore,
  type OfferedObject,
  type PresignedUpload,
} from './object-store';

interface Subject {
  store: ObjectStore;
  /** Lets time go by: moves the clock of an adapter that is given one, waits for one that has its own. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

const LIFE_MS = 5_000;
const KEY = objectKeyOf('tenant-1', 'object_1');

/** What is said of bytes before they are sent. */
export const announce = (bytes: Buffer, key = KEY): AnnouncedObject => ({
  key,
  mimeType: 'text/plain',
  size: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

/** A download of them. */
export const offer = ({ key, mimeType, sha256 }: AnnouncedObject, fileName = 'notes.txt'): OfferedObject => ({
  key,
  mimeType,
  sha256,
  fileName,
  disposition: 'attachment',
});

/** Sends bytes as the client of a presigned upload does. */
export const send = ({ url, method, headers }: PresignedUpload, bytes: Buffer): Promise<Response> =>
  fetch(url, {
    method,
    headers: headers.map(({ name, value }): [string, string] => [name, value]),
    body: new Uint8Array(bytes),
  });

/** What every adapter of ObjectStore does, over real HTTP. Call it in the adapter's test file. */
export function describeObjectStore(adapter: string, open: () => Promise<Subject>): void {
  describe(`${adapter} as ObjectStore`, () => {
    let subject: Subject;
    let store: ObjectStore;
    beforeEach(async () => {
      subject = await open();
      ({ store } = subject);
    });
    afterEach(() => subject.close());

    const soon = (ms = LIFE_MS) => new Date(Date.now() + ms);
    const put = async (bytes: Buffer, announced = announce(bytes)) =>
      (await send(await store.presignUpload(announced, soon()), bytes)).status;

    it('gives back what was uploaded', async () => {
      const bytes = randomBytes(300_000);
      expect(await put(bytes)).toBeLessThan(300);
      const { size, sha256 } = announce(bytes);
      expect(await store.inspect(KEY)).toEqual({ size, sha256 });
      expect(await store.size(KEY)).toBe(size);
      const answer = await fetch(await store.presignDownload(offer(announce(bytes)), soon()));
      expect(answer.status).toBe(200);
      expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    });

    it('gives its bytes as a stream, also a part of them', async () => {
      const bytes = randomBytes(300_000);
      await put(bytes);
      const read = async (...range: [ByteRange?]) => Buffer.concat(await (await store.stream(KEY, ...range)).toArray());
      expect((await read()).equals(bytes)).toBe(true);
      expect((await read({ start: 100_000, end: 100_009 })).equals(bytes.subarray(100_000, 100_010))).toBe(true);
      await expect(store.stream(objectKeyOf('nothing')).then((none) => none.toArray())).rejects.toThrow();
      expect(await store.size(objectKeyOf('nothing'))).toBeUndefined();
    });

    it('reads the first bytes, or all there are', async () => {
      await put(Buffer.from('one two three'));
      expect((await store.read(KEY, 3)).toString()).toBe('one');
      expect((await store.read(KEY, 1_000)).toString()).toBe('one two three');
      await expect(store.read(objectKeyOf('nothing'), 3)).rejects.toThrow();
    });

    it('stores what is made here, in place of what was there', async () => {
      const [one, two] = [Buffer.from('made here'), randomBytes(100_000)];
      await store.put({ key: KEY, mimeType: 'text/plain' }, one);
      expect(await store.read(KEY, 1_000)).toEqual(one);
      await Promise.all([two, two, two].map((bytes) => store.put({ key: KEY, mimeType: 'text/plain' }, bytes)));
      expect(await store.inspect(KEY)).toMatchObject({ size: two.length, sha256: announce(two).sha256 });
      const answer = await fetch(await store.presignDownload(offer(announce(two)), soon()));
      expect(Buffer.from(await answer.arrayBuffer()).equals(two)).toBe(true);
    });

    it('keeps objects apart whose keys begin alike', async () => {
      const keys = [KEY, objectKeyOf(KEY, 'shown'), objectKeyOf(KEY, 'shown', 'small')];
      for (const key of keys) await store.put({ key, mimeType: 'text/plain' }, Buffer.from(key));
      for (const key of keys) expect((await store.read(key, 1_000)).toString()).toBe(key);
      await store.delete(KEY);
      expect(await store.size(KEY)).toBeUndefined();
      expect(await store.size(keys[2]!)).toBe(keys[2]!.length);
    });

    it('forgets what is deleted, and lets nothing be deleted twice', async () => {
      const bytes = Buffer.from('short-lived');
      await put(bytes);
      await store.delete(KEY);
      await store.delete(KEY);
      expect(await store.inspect(KEY)).toBeUndefined();
      expect((await fetch(await store.presignDownload(offer(announce(bytes)), soon()))).status).toBe(404);
    });

    describe('uploads that differ from what was announced', () => {
      const announced = announce(Buffer.from('just as announced'));

      it.each([
        ['fewer bytes', 'just as'],
        ['more bytes', 'just as announced, and then some'],
        ['other bytes of the same size', 'just as ANNOUNCED'],
        ['far more bytes', 'x'.repeat(200_000)],
      ])('%s: refused, and nothing is stored', async (_, sent) => {
        const status = await put(Buffer.from(sent), announced);
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
        expect(await store.inspect(KEY)).toBeUndefined();
      });

      it('another type: refused', async () => {
        const upload = await store.presignUpload(announced, soon());
        const headers = [{ name: 'Content-Type', value: 'text/html' }];
        const { status } = await send({ ...upload, headers }, Buffer.from('just as announced'));
        expect(status).toBeGreaterThanOrEqual(400);
        expect(await store.inspect(KEY)).toBeUndefined();
      });

      it('do not harm what is stored already', async () => {
        const bytes = Buffer.from('just as announced');
        await put(bytes);
        expect(await put(Buffer.from('just as ANNOUNCED'), announced)).toBeGreaterThanOrEqual(400);
        expect((await store.inspect(KEY))?.sha256).toBe(announced.sha256);
      });
    });

    it('takes the same upload again, also at the same time', async () => {
      const bytes = randomBytes(100_000);
      const upload = await store.presignUpload(announce(bytes), soon());
      const statuses = await Promise.all([send(upload, bytes), send(upload, bytes), send(upload, bytes)]);
      expect(statuses.every(({ ok }) => ok)).toBe(true);
      expect((await store.inspect(KEY))?.sha256).toBe(announce(bytes).sha256);
    });

    describe('signed URLs', () => {
      const bytes = Buffer.from('for few eyes');

      it('die when they expire', async () => {
        await put(bytes);
        const download = await store.presignDownload(offer(announce(bytes)), soon(1_000));
        const upload = await store.presignUpload(announce(bytes), soon(1_000));
        await subject.pass(1_001);
        expect((await fetch(download)).status).toBe(403);
        expect((await send(upload, bytes)).status).toBe(403);
      });

      it('are good for their own object, method and expiry only', async () => {
        const other = objectKeyOf('tenant-1', 'object_2');
        await put(bytes);
        await put(bytes, announce(bytes, other));
        const url = await store.presignDownload(offer(announce(bytes)), soon());
        expect((await fetch(url.replace('object_1', 'object_2'))).status).toBe(403);
        expect((await fetch(url, { method: 'PUT', body: 'for few eyes' })).ok).toBe(false);
        expect((await fetch(url.replace(/(xpires=)(\d+)/, '$19$2'))).status).toBe(403);
        expect((await fetch(url.split('?')[0]!)).status).toBe(403);
        const upload = await store.presignUpload(announce(bytes), soon());
        expect((await fetch(upload.url)).status).toBe(403);
      });

      it('do not tell whether the object is there', async () => {
        await put(bytes);
        const there = await store.presignDownload(offer(announce(bytes)), soon(-1_000));
        const absent = await store.presignDownload(offer(announce(bytes, objectKeyOf('absent'))), soon(-1_000));
        const [one, two] = await Promise.all([fetch(there), fetch(absent)]);
        expect(one.status).toBe(403);
        expect(two.status).toBe(403);
      });

      it('are the same for the same arguments', async () => {
        const expiresAt = soon();
        expect(await store.presignDownload(offer(announce(bytes)), expiresAt)).toBe(
          await store.presignDownload(offer(announce(bytes)), expiresAt),
        );
      });
    });

    it('names and types the download as it was asked to', async () => {
      const bytes = Buffer.from('<script>alert(1)</script>');
      await put(bytes);
      const evil = `"; filename="evil.html\r\nSet-Cookie: a=b; 日本語 🎈.txt`;
      const answer = await fetch(await store.presignDownload(offer(announce(bytes), evil), soon()));
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/plain');
      expect(answer.headers.get('set-cookie')).toBeNull();
      const disposition = answer.headers.get('content-disposition') ?? '';
      expect(disposition).toMatch(/^attachment;/);
      expect(disposition).toContain(encodeURIComponent('日本語 🎈.txt'));
    });

    it('gives names beyond ASCII whole, and in ASCII beside that', async () => {
      const bytes = Buffer.from('Zu zahlen: 12 €');
      await put(bytes);
      const headerOf = async (fileName: string) => {
        const answer = await fetch(await store.presignDownload(offer(announce(bytes), fileName), soon()));
        expect(answer.status).toBe(200);
        return answer.headers.get('content-disposition')!;
      };
      expect(await headerOf('Rechnung für Müller.pdf')).toBe(
        `attachment; filename="Rechnung fur Muller.pdf"; filename*=UTF-8''Rechnung%20f%C3%BCr%20M%C3%BCller.pdf`,
      );
      expect(await headerOf('plain name.txt')).toBe('attachment; filename="plain name.txt"');
      for (const name of [
        'Mu\u0308ller.txt',
        'حساب.pdf',
        "50 % of 'a'; b.txt",
        '🎈'.repeat(255),
        'm² (½).txt',
        'नमस्ते.txt',
      ]) {
        const header = await headerOf(name);
        expect(header).toMatch(/^[\x20-\x7e]+$/);
        expect(contentDisposition.parse(header).parameters.filename).toBe(name);
      }
    });

    it('says how a text is encoded', async () => {
      const bytes = Buffer.from('Grüße', 'latin1');
      await put(bytes);
      const mimeType = 'text/plain; charset=windows-1252';
      const answer = await fetch(await store.presignDownload({ ...offer(announce(bytes)), mimeType }, soon()));
      expect(answer.headers.get('content-type')).toBe(mimeType);
    });

    it('lets browsers keep what they were sent for as long as the URL lives, and ask whether it has changed', async () => {
      const bytes = Buffer.from('kept for a while');
      await put(bytes);
      const answer = await fetch(await store.presignDownload(offer(announce(bytes)), soon(60_000)));
      const etag = answer.headers.get('etag')!;
      expect(etag).toMatch(/^"[0-9a-f]{32,64}"$/);
      expect(answer.headers.get('cache-control')).toMatch(/^(private|public)/);
      const [, maxAge] = /max-age=(\d+)/.exec(answer.headers.get('cache-control')!) ?? [];
      const keptMs = maxAge ? Number(maxAge) * 1_000 : Date.parse(answer.headers.get('expires')!) - Date.now();
      expect(keptMs).toBeGreaterThan(30_000);
      expect(keptMs).toBeLessThanOrEqual(60_000);
      const again = await fetch(await store.presignDownload(offer(announce(bytes)), soon(60_000)), {
        headers: { 'if-none-match': etag },
      });
      expect([again.status, await again.text()]).toEqual([304, '']);
    });

    it('serves single ranges', async () => {
      const bytes = Buffer.from('0123456789');
      await put(bytes);
      const url = await store.presignDownload(offer(announce(bytes)), soon());
      const request = async (range: string) => {
        const answer = await fetch(url, { headers: { range } });
        return [answer.status, answer.headers.get('content-range'), answer.ok ? await answer.text() : undefined];
      };
      expect(await request('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234']);
      expect(await request('bytes=8-')).toEqual([206, 'bytes 8-9/10', '89']);
      expect(await request('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789']);
      expect((await request('bytes=10-'))[0]).toBe(416);
    });
  });
}
