import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { ParleyError } from '@parley/contracts/errors';
import { aBucket } from '@parley/testing/bucket';
import { faultyLink } from '@parley/testing/faulty-link';
import { fastify } from 'fastify';
import { announce, describeObjectStore, offer, send } from './conformance';
import { downloadRoute } from './download-route';
import { objectKeyOf } from './object-store';
import { s3Store, type S3Options } from './s3';
import { withSignedDownloads } from './signed-downloads';
import type { SigningKeys } from './signed-url';

const KEY = objectKeyOf('a', 'b');
const soon = () => new Date(Date.now() + 60_000);

async function options(): Promise<S3Options & Required<Pick<S3Options, 'endpoint' | 'credentials'>>> {
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_REGION: region, ...keys } = await aBucket();
  const credentials = { accessKeyId: keys.S3_ACCESS_KEY, secretAccessKey: keys.S3_SECRET_KEY };
  return { endpoint, bucket, region, credentials };
}

async function openStore() {
  const store = await s3Store(await options());
  return {
    store,
    // the server has a clock of its own
    pass: (ms: number) => delay(ms),
    close: async () => store.close(),
  };
}

const newKey = () => randomBytes(32);

/** Downloads through a process, as a CDN does that has it for its origin. */
async function openServed(keys: SigningKeys = [newKey()]) {
  const { store: bare, close } = await openStore();
  let publicUrl = '';
  let passed = 0;
  const now = () => new Date(Date.now() + passed);
  const store = withSignedDownloads(bare, { keys, shared: true, publicUrl: () => publicUrl, now });
  const server = fastify({ forceCloseConnections: true });
  await server.register(downloadRoute(store, now));
  publicUrl = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    store,
    pass: async (ms: number) => {
      passed += ms;
      await delay(ms);
    },
    async close() {
      await server.close();
      await close();
    },
  };
}

describeObjectStore('S3', openStore);
describeObjectStore('S3 behind signed URLs of our own', openServed);

describe('S3', () => {
  it('tells of a bucket that is not there, or of keys that are not good for it', async () => {
    const good = await options();
    const check = async (change: Partial<S3Options>) => {
      const store = await s3Store({ ...good, ...change });
      await store.check().finally(() => store.close());
    };
    await check({});
    const gone = { code: 'UNAVAILABLE', message: 'The object store can not be reached' };
    await expect(check({ bucket: randomUUID() })).rejects.toMatchObject(gone);
    const credentials = { ...good.credentials, secretAccessKey: 'another' };
    await expect(check({ credentials })).rejects.toMatchObject(gone);
  });

  it('is UNAVAILABLE while it can not be reached, and works again when it can', async () => {
    const { endpoint, ...rest } = await options();
    const link = await faultyLink(endpoint);
    const store = await s3Store({ endpoint: link.url, ...rest });
    await store.put({ key: KEY, mimeType: 'text/plain' }, Buffer.from('abc'));
    await link.cut();
    const codes = await Promise.all(
      [
        store.inspect(KEY),
        store.size(KEY),
        store.read(KEY, 3),
        store.put({ key: KEY, mimeType: 'text/plain' }, Buffer.from('x')),
        store.delete(KEY),
        store.check(),
      ].map((answer) => answer.then(String, (error: unknown) => (error as ParleyError).code)),
    );
    expect(codes).toEqual(Array(6).fill('UNAVAILABLE'));
    await link.mend();
    expect((await store.read(KEY, 3)).toString()).toBe('abc');
    store.close();
    await link.close();
  });

  it('is UNAVAILABLE where it answers nothing at all', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const sockets: Socket[] = [];
    silent.on('connection', (socket) => sockets.push(socket.on('error', () => undefined)));
    const { port } = silent.address() as AddressInfo;
    const store = await s3Store({ ...(await options()), endpoint: `http://127.0.0.1:${port}`, timeoutMs: 100 });
    await expect(store.inspect(KEY)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    store.close();
    for (const socket of sockets) socket.destroy();
    silent.close();
    await once(silent, 'close');
  });

  it('computes the checksum of an object that came without one', async () => {
    const { endpoint, bucket, region, credentials } = await options();
    const client = new S3Client({
      ...{ endpoint, region, credentials, forcePathStyle: true },
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    const bytes = randomBytes(50_000);
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: KEY, Body: bytes }));
    client.destroy();
    const store = await s3Store({ endpoint, bucket, region, credentials });
    const { size, sha256 } = announce(bytes);
    expect(await store.inspect(KEY)).toEqual({ size, sha256 });
    store.close();
  });

  it('refuses what leaves out the checksum that was announced, or has another', async () => {
    const { store, close } = await openStore();
    const bytes = Buffer.from('just as announced');
    const upload = await store.presignUpload(announce(bytes, KEY), soon());
    const type = upload.headers.filter(({ name }) => name === 'Content-Type');
    const other = await store.presignUpload(announce(Buffer.from('just as ANNOUNCED'), KEY), soon());
    expect((await send({ ...upload, headers: type }, bytes)).status).toBe(403);
    expect((await send({ ...upload, headers: other.headers }, Buffer.from('just as ANNOUNCED'))).status).toBe(403);
    expect(await store.inspect(KEY)).toBeUndefined();
    await close();
  });
});

describe('S3 behind signed URLs of our own', () => {
  it('lets a CDN keep an answer for as long as its URL lives', async () => {
    const { store, close } = await openServed();
    const bytes = Buffer.from('for all who were given the URL');
    await store.put({ key: KEY, mimeType: 'text/plain' }, bytes);
    const { headers } = await fetch(await store.presignDownload(offer(announce(bytes, KEY)), soon()));
    expect(headers.get('cache-control')).toMatch(/^public, max-age=[1-6]\d$/);
    expect(headers.get('etag')).toBe(`"${announce(bytes, KEY).sha256}"`);
    expect(headers.get('content-security-policy')).toContain('sandbox');
    await close();
  });

  it('takes URLs of the key before, once another one signs', async () => {
    const [before, after] = [newKey(), newKey()];
    const { store, close } = await openServed([after, before]);
    const bytes = Buffer.from('signed twice');
    await store.put({ key: KEY, mimeType: 'text/plain' }, bytes);
    const url = await store.presignDownload(offer(announce(bytes, KEY)), soon());
    const signedBy = async (...keys: SigningKeys) => {
      const { origin } = new URL(url);
      const elsewhere = withSignedDownloads(store, { keys, shared: true, publicUrl: () => origin });
      return (await fetch(await elsewhere.presignDownload(offer(announce(bytes, KEY)), soon()))).status;
    };
    expect([await signedBy(before), await signedBy(after), await signedBy(newKey())]).toEqual([200, 200, 403]);
    await close();
  });
});
