import { fastify } from 'fastify';
import { objectKeyOf } from './object-store';
import { purgeByWebhook } from './purge-by-webhook';

const KEYS = [objectKeyOf('tenant', 'object'), objectKeyOf('tenant', 'object', 'shown')];

/** Something that a CDN is purged through. */
async function aWebhook(status: number) {
  const heard: unknown[] = [];
  const server = fastify({ forceCloseConnections: true });
  server.post('/purge', async ({ body }, reply) => {
    heard.push(body);
    return reply.code(status).send();
  });
  const url = `${await server.listen({ host: '127.0.0.1', port: 0 })}/purge`;
  return { url, heard, close: () => server.close() };
}

it('tells a CDN the paths of objects', async () => {
  const { url, heard, close } = await aWebhook(204);
  await purgeByWebhook({ url }).purge(KEYS);
  expect(heard).toEqual([{ paths: ['/objects/tenant/object', '/objects/tenant/object/shown'] }]);
  await close();
});

it('is UNAVAILABLE where it was not done, or cannot be told', async () => {
  const { url, close } = await aWebhook(500);
  await expect(purgeByWebhook({ url }).purge(KEYS)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await close();
  await expect(purgeByWebhook({ url }).purge(KEYS)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
