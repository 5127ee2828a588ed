import { unavailable } from '@parley/contracts/errors';
import { inProcessBus } from '@parley/ports/bus/in-process';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import { shareSubscriptions } from './shared-subscriptions';

/** A bus that counts, and may be down. */
function countedBus() {
  const bus = inProcessBus();
  const counts = { open: 0, made: 0, isDown: false };
  const subscribe: LiveBus['subscribe'] = async (topic, listener) => {
    if (counts.isDown) throw unavailable('The bus is down');
    counts.made++;
    counts.open++;
    const unsubscribe = await bus.subscribe(topic, listener);
    return () => {
      counts.open--;
      unsubscribe();
    };
  };
  return { counts, publish: bus.publish, shared: shareSubscriptions({ subscribe }) };
}

it('subscribes once to what many listen to, as long as anybody does', async () => {
  const { counts, publish, shared } = countedBus();
  const heard: string[] = [];
  const leave = await Promise.all(
    ['a', 'b', 'c'].map((name) => shared.subscribe('topic', (message) => heard.push(`${name} ${String(message)}`))),
  );
  expect(counts).toMatchObject({ open: 1, made: 1 });
  await publish('topic', 1);
  leave[1]!();
  leave[1]!();
  await publish('topic', 2);
  await new Promise(setImmediate);
  expect(heard).toEqual(['a 1', 'b 1', 'c 1', 'a 2', 'c 2']);
  leave[0]!();
  leave[2]!();
  await new Promise(setImmediate);
  expect(counts.open).toBe(0);
  await shared.subscribe('topic', () => undefined);
  expect(counts).toMatchObject({ open: 1, made: 2 });
});

it('tries again after the bus was down', async () => {
  const { counts, shared } = countedBus();
  counts.isDown = true;
  await expect(shared.subscribe('topic', () => undefined)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  counts.isDown = false;
  await shared.subscribe('topic', () => undefined);
  expect(counts.open).toBe(1);
});
