import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ParleyError } from '@parley/contracts/errors';
import { until } from '@parley/testing/until';
import { fastify } from 'fastify';
import { describeObjectStore, send } from './conformance';
import { localDiskStore, type LocalDiskStore } from './local-disk';
import { objectRoutes } from './local-disk-routes';
import { objectKeyOf, type AnnouncedObject, type OfferedObject } from './object-store';

/** A store whose URLs are served on the loopback, with a clock that a test can move. */
async function openStore() {
  const folder = await mkdtemp(join(tmpdir(), 'parley-objects-'));
  let passed = 0;
  let port = 0;
  const now = () => new Date(Date.now() + passed);
  const store = await localDiskStore({ folder, publicUrl: () => `http://127.0.0.1:${port}`, now });
  const server = fastify({ forceCloseConnections: true });
  server.setErrorHandler<ParleyError & { statusCode: number }>(({ statusCode, message, extensions }, _, reply) =>
    reply.code(statusCode).send({ errors: [{ message, extensions }] }),
  );
  await server.register(objectRoutes(store, now));
  port = Number(new URL(await server.listen({ host: '127.0.0.1', port: 0 })).port);
  return {
    store,
    folder,
    port,
    pass: async (ms: number) => {
      passed += ms;
    },
    async close() {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

describeObjectStore('local disk', openStore);

describe('local disk', () => {
  let subject: Awaited<ReturnType<typeof openStore>>;
  let store: LocalDiskStore;
  beforeEach(async () => {
    subject = await openStore();
    ({ store } = subject);
  });
  afterEach(() => subject.close());

  const KEY = objectKeyOf('a', 'b');
  const object: AnnouncedObject = {
    key: KEY,
    mimeType: 'image/png',
    size: 3,
    sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  };
  const offered: OfferedObject = { ...object, fileName: 'abc.png', disposition: 'inline' };
  const soon = () => new Date(Date.now() + 60_000);
  const uploadAbc = async () => send(await store.presignUpload(object, soon()), Buffer.from('abc'));
  const incoming = () => readdir(join(subject.folder, 'incoming'));

  it('says by code and status what was wrong', async () => {
    const upload = await store.presignUpload(object, soon());
    const refusal = async (bytes: string, url = upload.url) => {
      const answer = await send({ ...upload, url }, Buffer.from(bytes));
      const { errors } = (await answer.json()) as { errors: { extensions: { code: string } }[] };
      return [answer.status, errors[0]!.extensions.code];
    };
    expect(await refusal('abcd')).toEqual([413, 'VALIDATION_FAILED']);
    expect(await refusal('ab')).toEqual([422, 'VALIDATION_FAILED']);
    expect(await refusal('abd')).toEqual([422, 'VALIDATION_FAILED']);
    expect(
      await refusal(
        'abc',
        upload.url.replace(/(?<=signature=).*/, (it) => it.split('').reverse().join('')),
      ),
    ).toEqual([403, 'FORBIDDEN']);
    expect(await refusal('abc', `${upload.url}&expires=1`)).toEqual([403, 'FORBIDDEN']);
    expect(await incoming()).toEqual([]);
  });

  it('stops reading an upload of unknown length at the announced size', async () => {
    const { url } = await store.presignUpload(object, soon());
    const { pathname, search } = new URL(url);
    const socket = connect(subject.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString())).on('error', () => undefined);
    socket.write(
      `PUT ${pathname}${search} HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    socket.write(chunk);
    await until(() => answer.includes('413'));
    // it never ends: the server hears a little more of it, and hangs up
    const flood = setInterval(() => socket.write(chunk), 1);
    await until(() => socket.destroyed);
    clearInterval(flood);
    expect(await store.inspect(KEY)).toBeUndefined();
    expect(await incoming()).toEqual([]);
  });

  it('reads one request for a URL at a time, and refuses more than three (45)', async () => {
    const { url, ...upload } = await store.presignUpload(object, soon());
    const { pathname, search } = new URL(url);
    const slow = Array.from({ length: 3 }, () => connect(subject.port, '127.0.0.1').on('error', () => undefined));
    const answers: Record<number, string> = {};
    for (const [n, socket] of slow.entries()) {
      socket.on('data', (chunk) => (answers[n] = (answers[n] ?? '') + chunk.toString()));
      socket.write(
        `PUT ${pathname}${search} HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 3\r\n\r\nab`,
      );
    }
    await until(async () => (await send({ ...upload, url }, Buffer.from('abc'))).status === 409);
    expect(await incoming()).toHaveLength(1);
    for (const socket of slow) socket.write('c');
    await until(() => slow.every((_, n) => answers[n]?.includes('204')));
    expect((await send({ ...upload, url }, Buffer.from('abc'))).status).toBe(204);
    slow.forEach((socket) => socket.destroy());
  });

  it('keeps nothing of an upload that breaks off', async () => {
    const { url } = await store.presignUpload(object, soon());
    const { pathname, search } = new URL(url);
    const socket = connect(subject.port, '127.0.0.1').on('error', () => undefined);
    socket.write(
      `PUT ${pathname}${search} HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 3\r\n\r\nab`,
    );
    await until(async () => (await incoming()).length === 1);
    socket.destroy();
    await until(async () => (await incoming()).length === 0);
    expect(await store.inspect(KEY)).toBeUndefined();
  });

  it('lets nothing run in what it serves, and caches it no longer than the URL lives', async () => {
    await uploadAbc();
    const url = await store.presignDownload(offered, soon());
    const { headers } = await fetch(url);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    expect(headers.get('content-disposition')).toBe('inline; filename="abc.png"');
    const [, maxAge] = /^private, max-age=(\d+)$/.exec(headers.get('cache-control') ?? '') ?? [];
    expect(Number(maxAge)).toBeGreaterThan(50);
    expect(Number(maxAge)).toBeLessThanOrEqual(60);
  });

  it('answers HEAD, If-None-Match and If-Range by the checksum', async () => {
    await uploadAbc();
    const url = await store.presignDownload(offered, soon());
    const etag = `"${object.sha256}"`;
    const request = async (headers: Record<string, string>, method = 'GET') => {
      const answer = await fetch(url, { method, headers });
      expect(answer.headers.get('etag')).toBe(etag);
      return [answer.status, await answer.text(), answer.headers.get('content-length')];
    };
    expect(await request({}, 'HEAD')).toEqual([200, '', '3']);
    expect(await request({ 'if-none-match': `"other", ${etag}` })).toEqual([304, '', null]);
    expect(await request({ 'if-none-match': `W/${etag}`, 'cache-control': 'no-cache' })).toEqual([304, '', null]);
    expect(await request({ 'if-none-match': '*' }, 'HEAD')).toEqual([304, '', null]);
    expect(await request({ 'if-none-match': etag, range: 'bytes=9-' })).toEqual([304, '', null]);
    expect(await request({ 'if-none-match': '"other"' })).toEqual([200, 'abc', '3']);
    expect(await request({ range: 'bytes=1-1', 'if-range': etag })).toEqual([206, 'b', '1']);
    expect(await request({ range: 'bytes=1-1', 'if-range': '"other"' })).toEqual([200, 'abc', '3']);
    expect(await request({ range: 'bytes=0-0,2-2' })).toEqual([200, 'abc', '3']);
    expect(await request({ range: 'lines=1' })).toEqual([200, 'abc', '3']);
  });

  it('shares its signing key with other processes on the folder, and shows it to nobody else', async () => {
    const folder = join(subject.folder, 'shared');
    const publicUrl = () => 'http://x';
    const stores = await Promise.all(Array.from({ length: 5 }, () => localDiskStore({ folder, publicUrl })));
    const expiresAt = soon();
    const urls = await Promise.all(stores.map((each) => each.presignDownload(offered, expiresAt)));
    expect(new Set(urls).size).toBe(1);
    expect((await stat(join(folder, 'signing.key'))).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).sort()).toEqual(['incoming', 'signing.key']);
  });

  it('does not start with a key that is none', async () => {
    const folder = join(subject.folder, 'broken');
    await mkdir(folder);
    await writeFile(join(folder, 'signing.key'), '');
    await expect(localDiskStore({ folder, publicUrl: () => 'http://x' })).rejects.toThrow('signing key');
  });

  it('removes what a killed process was receiving, but not what another one is', async () => {
    const old = join(subject.folder, 'incoming', randomUUID());
    const present = join(subject.folder, 'incoming', randomUUID());
    await writeFile(old, 'ab');
    await writeFile(present, 'ab');
    await utimes(old, new Date(0), new Date(0));
    await localDiskStore({ folder: subject.folder, publicUrl: () => 'http://x' });
    expect(await readdir(join(subject.folder, 'incoming'))).toEqual([present.split('/').at(-1)]);
    expect(await readFile(present, 'utf8')).toBe('ab');
  });

  it.each(['', '../../etc/passwd', '/a', 'a//b', 'a/', 'a.b', 'a\0', 'ä', 'x'.repeat(201)])('has no key %j', (text) => {
    expect(() => objectKeyOf(text)).toThrow();
  });
});
