import { inProcessBus } from './in-process';
import { faultyBus, NO_FAULTS, type FaultyBus } from './faulty.fixture';
import { until } from '@parley/testing/until';

describe('the faulty bus', () => {
  let bus: FaultyBus;
  let heard: unknown[];
  /** What chance says, one after the other, and then always 0. */
  let dice: number[];

  beforeEach(async () => {
    dice = [];
    heard = [];
    bus = faultyBus(inProcessBus(), { below: (limit) => Math.min(dice.shift() ?? 0, limit - 1), maxDelayMs: 50 });
    await bus.subscribe('topic', (message) => heard.push(message));
  });
  afterEach(() => bus.close());

  const publish = async (...messages: number[]) => {
    for (const message of messages) await bus.publish('topic', message);
  };

  it('lets all pass while nothing is wrong', async () => {
    await publish(1, 2, 3);
    await until(() => heard.length === 3);
    expect(heard).toEqual([1, 2, 3]);
  });

  it('drops, repeats and delays as chance says', async () => {
    bus.setFaults({ drop: 100, repeat: 100, delay: 100 });
    dice = [50, 150, 1, 250, 2, 999];
    await publish(1, 2, 3, 4);
    await until(() => heard.length === 4);
    expect(heard).toEqual([2, 4, 2, 3]);
    expect(bus.counts).toMatchObject({ drop: 1, repeat: 1, delay: 1 });
  });

  it('loses what is published while it is down, and nothing after', async () => {
    bus.down();
    await publish(1, 2);
    bus.up();
    await publish(3);
    await until(() => heard.length === 1);
    expect(heard).toEqual([3]);
  });

  it('brings what stalled once it goes on, unless it was wiped', async () => {
    bus.stall();
    await publish(1, 2);
    expect(heard).toEqual([]);
    bus.up();
    await until(() => heard.length === 2);
    bus.stall();
    await publish(3);
    bus.wipe();
    bus.up();
    await publish(4);
    await until(() => heard.length === 3);
    expect(heard).toEqual([1, 2, 4]);
    expect(bus.counts).toMatchObject({ stalled: 3, wiped: 1 });
  });

  it('wipes what it delays', async () => {
    bus.setFaults({ ...NO_FAULTS, delay: 1_000 });
    dice = [0, 49];
    await publish(1);
    bus.wipe();
    bus.setFaults(NO_FAULTS);
    await publish(2);
    await until(() => heard.length === 1);
    expect([heard, bus.counts.wiped]).toEqual([[2], 1]);
  });
});
