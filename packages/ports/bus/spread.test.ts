import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { until } from '@parley/testing/until';
import { describeLiveBus } from './conformance';
import { inProcessBus } from './in-process';
import type { LiveBus } from './live-bus';
import { spreadBus } from './spread';

const SHARDS = 4;

/** A process's view of a bus. Which topic each message went to is noted. */
function processOn(
  bus: LiveBus,
  listener: string,
  { busyPerSecond }: { busyPerSecond: number },
  topics: string[] = [],
) {
  const noting: LiveBus = {
    ...bus,
    publish(topic, message) {
      topics.push(topic);
      return bus.publish(topic, message);
    },
  };
  const isSpread = (topic: string) => !topic.startsWith('alone');
  return spreadBus(noting, { shards: SHARDS, listener, busyPerSecond, isSpread, metrics: createMetrics() });
}

describe.each([
  ['calm', Infinity],
  ['busy', 0],
  ['becoming busy', 3],
])('%s', (name, busyPerSecond) => {
  describeLiveBus(`a bus whose topics are ${name}`, async () => {
    const bus = inProcessBus({ onError: () => undefined });
    return { bus: processOn(bus, 'one', { busyPerSecond }), elsewhere: processOn(bus, 'other', { busyPerSecond }) };
  });
});

it('spreads what is busy over all shards, and each process hears it once', async () => {
  const bus = inProcessBus();
  const topics: string[] = [];
  const publisher = processOn(bus, 'publisher', { busyPerSecond: 2 }, topics);
  const heard: unknown[][] = [];
  for (let n = 0; n < 20; n++) {
    const list: unknown[] = [];
    await processOn(bus, `gateway ${n}`, { busyPerSecond: 2 }).subscribe('room', (message) => list.push(message));
    heard.push(list);
  }
  const sent = [1, 2, 3, 4, 5];
  for (const n of sent) await publisher.publish('room', n);
  await until(() => heard.every(({ length }) => length >= sent.length));
  expect(heard).toEqual(heard.map(() => sent));
  expect(new Set(topics)).toEqual(new Set(['room', 'room#shard0', 'room#shard1', 'room#shard2', 'room#shard3']));
});

it('leaves alone what nobody brings into order', async () => {
  const topics: string[] = [];
  const publisher = processOn(inProcessBus(), 'publisher', { busyPerSecond: 0 }, topics);
  await publisher.publish('alone', 1);
  expect(topics).toEqual(['alone']);
});

it('hears nothing where only one half of a topic could be listened to', async () => {
  const bus = inProcessBus();
  let fail = true;
  const halved: LiveBus = {
    ...bus,
    subscribe: (topic, listener) =>
      fail && topic.includes('#') ? Promise.reject(new Error('down')) : bus.subscribe(topic, listener),
  };
  const heard: unknown[] = [];
  const listener = processOn(halved, 'one', { busyPerSecond: Infinity });
  await expect(listener.subscribe('room', (message) => heard.push(message))).rejects.toThrow('down');
  fail = false;
  const later: unknown[] = [];
  await listener.subscribe('room', (message) => later.push(message));
  await listener.publish('room', 1);
  await until(() => later.length > 0);
  expect([heard, later]).toEqual([[], [1]]);
});
