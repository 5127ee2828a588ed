import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { serviceUrl } from '@parley/testing/services';
import { until } from '@parley/testing/until';
import pino from 'pino';
import { describeLiveBus } from '../bus/conformance';
import { spreadBus } from '../bus/spread';
import type { LiveBus } from '../bus/live-bus';
import { describeEphemeralStore } from '../ephemeral/conformance';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { connectRedis, type RedisClient } from './connect';
import { redisBus } from './redis-bus';
import { redisStore } from './redis-store';

const logger = pino({ level: 'silent' });

/** Connections of one test, closed after it. */
let clients: RedisClient[] = [];
afterEach(() => {
  for (const client of clients) client.disconnect();
  clients = [];
});

async function connect(urls: readonly string[]): Promise<RedisClient> {
  const client = await connectRedis({ urls, logger });
  clients.push(client);
  return client;
}

async function openBus(urls: readonly string[], prefix: string): Promise<LiveBus> {
  return redisBus({ publisher: await connect(urls), subscriber: await connect(urls), logger, prefix });
}

const newPrefix = () => `test:${randomUUID()}:`;

describe.each([
  ['Redis', () => serviceUrl('redis')],
  ['a cluster of Redis', () => serviceUrl('redis-cluster')],
])('%s', (name, url) => {
  const urls = () => [url()];

  describeLiveBus(name, async () => {
    const prefix = newPrefix();
    return { bus: await openBus(urls(), prefix), elsewhere: await openBus(urls(), prefix) };
  });

  it('tells each process everything once where topics are spread over shards, in whatever order', async () => {
    const prefix = newPrefix();
    const open = async (listener: string) =>
      spreadBus(await openBus(urls(), prefix), {
        ...{ listener, shards: 3, busyPerSecond: 5, metrics: createMetrics() },
        isSpread: () => true,
      });
    const processes = await Promise.all(['one', 'two', 'three'].map(open));
    const heard = await Promise.all(
      processes.map(async (bus) => {
        const list: number[] = [];
        await bus.subscribe('room', (message) => list.push(message as number));
        return list;
      }),
    );
    const sent = Array.from({ length: 40 }, (_, n) => n);
    await Promise.all(sent.map((n) => processes[n % 2]!.publish('room', n)));
    await until(() => heard.every(({ length }) => length >= sent.length));
    for (const list of heard) expect(list.sort((one, other) => one - other)).toEqual(sent);
  });

  describeEphemeralStore(
    name,
    async () => {
      const store = redisStore({ client: await connect(urls()), prefix: newPrefix() });
      return { store, pass: (ms) => delay(ms) };
    },
    { lifeMs: 4_000 },
  );
});

describe('a Redis whose connections are cut', () => {
  it('hears again, once it is back, what it listened to', async () => {
    const prefix = newPrefix();
    const urls = [serviceUrl('redis')];
    const subscriber = await connect(urls);
    const publisher = await connect(urls);
    const bus = redisBus({ publisher, subscriber, logger, prefix });
    const heard: unknown[] = [];
    await bus.subscribe('topic', (message) => heard.push(message));
    await publisher.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await until(async () => {
      await bus.publish('topic', 'again');
      return heard.length > 0;
    });
    expect(heard[0]).toBe('again');
  });

  it('says so at once, instead of waiting until it is back', async () => {
    const client = await connect([serviceUrl('redis')]);
    const bus = redisBus({ publisher: client, subscriber: client, logger });
    const store = redisStore({ client });
    client.disconnect();
    await until(() => client.status === 'end');
    const unavailable = { code: 'UNAVAILABLE' };
    await expect(bus.publish('topic', 1)).rejects.toMatchObject(unavailable);
    await expect(bus.subscribe('topic', () => undefined)).rejects.toMatchObject(unavailable);
    await expect(store.get('key')).rejects.toMatchObject(unavailable);
    await expect(store.members(['group'])).rejects.toMatchObject(unavailable);
  });

  it('subscribes once it is back, after everybody at the same topic was refused', async () => {
    const [publisher, subscriber] = [await connect([serviceUrl('redis')]), await connect([serviceUrl('redis')])];
    const bus = redisBus({ publisher, subscriber, logger, prefix: newPrefix() });
    subscriber.disconnect();
    await until(() => subscriber.status === 'end');
    const refused = await Promise.allSettled([1, 2, 3].map(() => bus.subscribe('topic', () => undefined)));
    expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await subscriber.connect();
    const heard: unknown[] = [];
    await bus.subscribe('topic', (message) => heard.push(message));
    await bus.publish('topic', 'after');
    await until(() => heard.length > 0);
    expect(heard).toEqual(['after']);
  });

  it('drops what is no message, and goes on', async () => {
    const [publisher, subscriber] = [await connect([serviceUrl('redis')]), await connect([serviceUrl('redis')])];
    const prefix = newPrefix();
    const bus = redisBus({ publisher, subscriber, logger, prefix });
    const heard: unknown[] = [];
    await bus.subscribe('topic', (message) => heard.push(message));
    await publisher.publish(`${prefix}topic`, '{not JSON');
    await bus.publish('topic', 'message');
    await until(() => heard.length > 0);
    expect(heard).toEqual(['message']);
  });

  it('can not be opened where nothing answers', async () => {
    await expect(connectRedis({ urls: ['redis://127.0.0.1:1'], logger })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });
});
