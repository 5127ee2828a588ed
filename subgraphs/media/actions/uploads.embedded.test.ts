import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { aViewer, codesOf } from '@parley/testing/viewers';
import { ANONYMOUS } from '@parley/contracts/principal';
import { keyOf } from '../store/objects';
import {
  announce,
  announcementOf,
  aPng,
  aPngHeader,
  aText,
  COMPLETE,
  CREATE,
  MAX_UPLOAD_BYTES,
  openMedia,
  seenBy,
  send,
  upload,
  type Media,
} from '../testing/media';

let media: Media;
beforeAll(async () => (media = await openMedia()));
afterAll(() => media.close());

const complete = async (viewer = aViewer(), id: string = randomUUID()) => {
  const result = await media.as(viewer)<{ completeUpload: Record<string, unknown> }>(COMPLETE, { id });
  return { ...result, codes: codesOf(result) };
};

describe('an upload', () => {
  it('becomes an attachment that is downloaded as it was sent', async () => {
    const viewer = aViewer();
    const announced = await announce(media, viewer, aText);
    expect(announced).toMatchObject({ method: 'PUT', headers: [{ name: 'Content-Type', value: 'text/plain' }] });
    const leftMs = Date.parse(announced.expiresAt) - Date.now();
    expect(leftMs).toBeGreaterThan(890_000);
    expect(leftMs).toBeLessThanOrEqual(900_000);

    expect(await seenBy(media, viewer, announced.id)).toMatchObject({ status: 'PENDING', url: null });
    expect((await send(announced, aText.bytes)).status).toBe(204);
    const { data } = await complete(viewer, announced.id);
    expect(data?.completeUpload).toMatchObject({
      ...announcementOf(aText),
      id: announced.id,
      status: 'READY',
      rejectedBecause: null,
      width: null,
      thumbnails: [],
    });
    const answer = await fetch(data!.completeUpload.url as string);
    expect(await answer.text()).toBe('What was said');
    expect(answer.headers.get('content-disposition')).toBe('inline; filename="notes.txt"');
  });

  it('of an image knows how large it is', async () => {
    expect(await upload(media, aViewer(), aPng(640, 480))).toMatchObject({ status: 'READY', width: 640, height: 480 });
  });

  it('completed twice, and twice at once, is the same attachment', async () => {
    const viewer = aViewer();
    const announced = await announce(media, viewer, aPng(3, 2));
    await send(announced, aPng(3, 2).bytes);
    const answers = await Promise.all([complete(viewer, announced.id), complete(viewer, announced.id)]);
    const again = await complete(viewer, announced.id);
    for (const { data } of [...answers, again])
      expect(data?.completeUpload).toMatchObject({ id: announced.id, status: 'READY', width: 3 });
  });

  it('that was never sent is CONFLICT, and can still be sent', async () => {
    const viewer = aViewer();
    const announced = await announce(media, viewer, aText);
    const { errors } = await complete(viewer, announced.id);
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('uploaded'),
      extensions: { code: 'CONFLICT' },
    });
    await send(announced, aText.bytes);
    expect((await complete(viewer, announced.id)).data?.completeUpload.status).toBe('READY');
  });

  it('with other bytes than announced is VALIDATION_FAILED, and can be sent again', async () => {
    const viewer = aViewer();
    const announced = await announce(media, viewer, aText);
    // as a store does that takes whatever it is sent
    const other = announcementOf({ ...aText, bytes: Buffer.from('other bytes') });
    const key = keyOf({ tenant: viewer.tenant, id: announced.id });
    const unchecked = await media.objects.presignUpload({ ...other, key }, new Date(Date.now() + 60_000));
    await send({ ...announced, ...unchecked }, Buffer.from('other bytes'));

    const { errors } = await complete(viewer, announced.id);
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'VALIDATION_FAILED',
      fields: [{ field: 'size' }, { field: 'sha256' }],
    });
    expect(await media.objects.inspect(key)).toBeUndefined();
    await send(announced, aText.bytes);
    expect((await complete(viewer, announced.id)).data?.completeUpload.status).toBe('READY');
  });

  it('of an image that is none, or a bomb, is REJECTED and its bytes are gone', async () => {
    const viewer = aViewer();
    for (const file of [aPngHeader(50_000, 50_000), { ...aText, mimeType: 'image/png' }]) {
      const { id, ...seen } = await upload(media, viewer, file);
      expect(seen).toMatchObject({ status: 'REJECTED', rejectedBecause: expect.any(String), url: null, width: null });
      expect(await media.objects.inspect(keyOf({ tenant: viewer.tenant, id }))).toBeUndefined();
      expect((await complete(viewer, id)).data?.completeUpload.status).toBe('REJECTED');
    }
  });

  it('18: of a film or an image that is downloaded as it is, and says where it was taken, is REJECTED', async () => {
    const viewer = aViewer();
    const film = (place: string) => Buffer.from(`\0\0\0\x18ftypmp42\0\0\0\0mp42isom${place}`, 'latin1');
    // one entry, which points to the place
    const picture = Buffer.from('II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0', 'latin1');
    for (const [mimeType, bytes] of [
      ['video/mp4', film('\0\0\0\x20\xa9xyz\0\x12\x15\xc7+48.8577+002.295/')],
      ['image/tiff', picture],
      ['application/octet-stream', picture],
    ] as const) {
      const seen = await upload(media, viewer, { fileName: 'a', mimeType, bytes });
      expect(seen).toMatchObject({
        status: 'REJECTED',
        rejectedBecause: expect.stringContaining('where it was taken'),
      });
    }
    const elsewhere = { fileName: 'a.mp4', mimeType: 'video/mp4', bytes: film('nowhere') };
    expect(await upload(media, viewer, elsewhere)).toMatchObject({ status: 'READY' });
  });

  it('of an image that is called another is shown as what it is', async () => {
    const bytes = await sharp(aPng(9, 9).bytes).jpeg().toBuffer();
    for (const mimeType of ['image/png', 'image/webp', 'image/heic', 'image/svg+xml', 'image/jpg', 'image/pjpeg']) {
      const seen = await upload(media, aViewer(), { fileName: 'a.png', mimeType, bytes });
      expect(seen).toMatchObject({ status: 'READY', mimeType: 'image/jpeg', fileName: 'a.png', width: 9 });
      expect(seen.thumbnails).not.toEqual([]);
      const { headers } = await fetch(seen.url!);
      expect([headers.get('content-type'), headers.get('content-disposition')]).toEqual([
        'image/jpeg',
        'inline; filename="a.png"',
      ]);
    }
  });

  it.each(['image/x-png', 'image/apng', 'image/vnd.mozilla.apng', 'IMAGE/PNG'])(
    'of %s is of a PNG',
    async (mimeType) => {
      const viewer = aViewer();
      const file = { ...aPng(5, 4), mimeType };
      expect((await announce(media, viewer, file)).headers).toEqual([{ name: 'Content-Type', value: 'image/png' }]);
      expect(await upload(media, viewer, file)).toMatchObject({ status: 'READY', mimeType: 'image/png', width: 5 });
    },
  );

  it('of an image that is called no image is a file to save, and nothing is made of it', async () => {
    const bytes = await sharp(aPng(9, 9).bytes).jpeg().toBuffer();
    for (const mimeType of ['text/plain', 'text/html', 'application/pdf', 'application/octet-stream']) {
      const seen = await upload(media, aViewer(), { fileName: 'a', mimeType, bytes });
      expect(seen).toMatchObject({
        ...{ status: 'READY', mimeType: 'application/octet-stream' },
        ...{ width: null, thumbnails: [] },
      });
      const { headers } = await fetch(seen.url!);
      expect(headers.get('content-type')).toBe('application/octet-stream');
      expect(headers.get('content-disposition')).toMatch(/^attachment/);
    }
  });

  it('of a text is served with the encoding that its bytes have', async () => {
    const typeOf = async (bytes: Buffer, mimeType = 'text/plain') => {
      const { url } = await upload(media, aViewer(), { fileName: 'a.txt', mimeType, bytes });
      const { headers } = await fetch(url!);
      return headers.get('content-type');
    };
    expect(await typeOf(Buffer.from('Grüße'))).toBe('text/plain; charset=utf-8');
    expect(await typeOf(Buffer.from('Grüße aus Köln', 'latin1'))).toBe('text/plain; charset=windows-1252');
    expect(await typeOf(Buffer.from('\uFEFFGrüße', 'utf16le'), 'text/csv')).toBe('text/csv; charset=utf-16le');
    expect(await typeOf(Buffer.from('{"a":"ü"}'), 'application/json')).toBe('application/json');
  });

  it('of markup is never opened as a page (16, 18)', async () => {
    for (const mimeType of ['text/html', 'image/svg+xml']) {
      const bytes = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
      const { url } = await upload(media, aViewer(), { fileName: 'a"b.svg', mimeType, bytes });
      const { headers } = await fetch(url!);
      expect(headers.get('content-disposition')).toMatch(/^attachment;/);
      expect(headers.get('content-security-policy')).toContain('sandbox');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('is nobody else’s to complete', async () => {
    const owner = aViewer();
    const announced = await announce(media, owner, aText);
    await send(announced, aText.bytes);
    const colleague = aViewer({ tenant: owner.tenant });
    for (const [viewer, id] of [
      [colleague, announced.id],
      [aViewer(), announced.id],
      [owner, randomUUID()],
      [owner, 'no id at all'],
    ] as const) {
      const { errors } = await complete(viewer, id);
      expect(errors).toMatchObject([{ message: 'Upload not found', extensions: { code: 'NOT_FOUND' } }]);
    }
    expect(codesOf(await media.as(ANONYMOUS)(COMPLETE, { id: announced.id }))).toEqual(['UNAUTHENTICATED']);
  });
});

describe('an announcement', () => {
  const create = async (change: object, principal = aViewer()) => {
    const result = await media.as(principal)(CREATE, { input: { ...announcementOf(aText), ...change } });
    return { ...result, codes: codesOf(result) };
  };

  it('that is wrong names every field', async () => {
    const { errors } = await create({ fileName: 'a/b', size: MAX_UPLOAD_BYTES + 1 });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'VALIDATION_FAILED',
      fields: [{ field: 'input.fileName' }, { field: 'input.size' }],
    });
    expect((await create({ size: MAX_UPLOAD_BYTES })).errors).toBeUndefined();
  });

  it('is for those who are signed in', async () => {
    expect(codesOf(await media.as(ANONYMOUS)(CREATE, { input: announcementOf(aText) }))).toEqual(['UNAUTHENTICATED']);
  });

  it('is the 101st of somebody who completes none: QUOTA_EXCEEDED, also in a flood', async () => {
    const viewer = aViewer();
    const results = await Promise.all(Array.from({ length: 103 }, () => create({}, viewer)));
    const codes = results.flatMap(({ codes }) => codes);
    expect(codes).toEqual(['QUOTA_EXCEEDED', 'QUOTA_EXCEEDED', 'QUOTA_EXCEEDED']);
    expect((await create({})).errors).toBeUndefined();
  });

  it('dies after 15 minutes', async () => {
    const announced = await announce(media, aViewer(), aText);
    await media.pass(900_001);
    expect((await send(announced, aText.bytes)).status).toBe(403);
  });
});
