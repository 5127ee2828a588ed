import { unavailable } from '@parley/contracts/errors';
import { until } from '@parley/testing/until';
import { fastify } from 'fastify';
import pino from 'pino';
import { purging } from './cdn';
import { objectKeyOf, type ObjectStore } from './object-store';
import { purgeByWebhook } from './purge-by-webhook';

const KEY = objectKeyOf('tenant', 'object');

/** Something that a CDN is purged through. */
async function aWebhook(status = 204) {
  const heard: unknown[] = [];
  const server = fastify({ forceCloseConnections: true });
  server.post('/purge', async ({ body }, reply) => {
    heard.push(body);
    return reply.code(status).send();
  });
  const url = `${await server.listen({ host: '127.0.0.1', port: 0 })}/purge`;
  return { url, heard, close: () => server.close() };
}

const stored = { put: async () => undefined, delete: async () => undefined } as unknown as ObjectStore;

it('tells a CDN of what is deleted or replaced, once it is', async () => {
  const { url, heard, close } = await aWebhook();
  const store = purging(stored, { cdn: purgeByWebhook({ url }), log: pino({ level: 'silent' }) });
  await store.delete(KEY);
  await until(() => heard.length === 1);
  await store.put({ key: KEY, mimeType: 'text/plain' }, Buffer.from('x'));
  await until(() => heard.length === 2);
  expect(heard).toEqual([{ paths: ['/objects/tenant/object'] }, { paths: ['/objects/tenant/object'] }]);
  await close();
});

it('tells nothing of what could not be deleted, and deletes where the CDN fails', async () => {
  const { url, heard, close } = await aWebhook(500);
  const warnings: string[] = [];
  const log = pino({}, { write: (line) => warnings.push(line) });
  const broken = { ...stored, delete: () => Promise.reject(unavailable('down')) };
  await expect(purging(broken, { cdn: purgeByWebhook({ url }), log }).delete(KEY)).rejects.toThrow('down');
  expect(heard).toEqual([]);
  await purging(stored, { cdn: purgeByWebhook({ url }), log }).delete(KEY);
  await until(() => warnings.length === 1);
  await close();
  await expect(purgeByWebhook({ url }).purge([KEY])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
