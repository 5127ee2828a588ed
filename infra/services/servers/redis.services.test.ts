import { faultyLink } from '@parley/testing/faulty-link';
import { serviceUrl } from '@parley/testing/services';
import { until } from '@parley/testing/until';
import { Cluster, Redis } from 'ioredis';

test('Redis answers', async () => {
  const redis = new Redis(serviceUrl('redis'));
  await expect(redis.ping()).resolves.toBe('PONG');
  await redis.quit();
});

test('the cluster has three masters, and keys of each', async () => {
  const cluster = new Cluster([serviceUrl('redis-cluster')]);
  await until(() => cluster.nodes('master').length === 3);
  const slots = new Set<number>();
  for (const key of ['a', 'b', 'c']) {
    await cluster.set(key, `of ${key}`);
    await expect(cluster.get(key)).resolves.toBe(`of ${key}`);
    slots.add(Math.floor((await cluster.cluster('KEYSLOT', key)) / (16_384 / 3)));
    await cluster.del(key);
  }
  expect(slots.size).toBe(3);
  await cluster.quit();
});

test('a link that is cut gives no answer, and one that is mended does again', async () => {
  const link = await faultyLink(serviceUrl('redis'));
  const redis = new Redis(link.url, { maxRetriesPerRequest: 0, retryStrategy: () => 10 });
  redis.on('error', () => undefined);
  await expect(redis.ping()).resolves.toBe('PONG');
  await link.cut();
  await expect(redis.ping()).rejects.toThrow();
  await link.mend();
  await expect(until(() => redis.ping())).resolves.toBe('PONG');
  await redis.quit();
  await link.close();
});
