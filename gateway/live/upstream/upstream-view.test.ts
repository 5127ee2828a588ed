import { ParleyError } from '@parley/contracts/errors';
import { until } from '@parley/testing/until';
import { createFrameBudget } from '../view/frame-store';
import type { SubscriptionPlan } from '../subscription/plan';
import { aConnection, LINES, nobody, positions } from '../room.fixture';
import { Stream } from '../delivery/stream';
import { createSweep } from '../delivery/sweep';
import type { UpstreamSink } from './upstream';
import { UpstreamView, type Pushing } from './upstream-view';

/** A view, and the subgraph that pushes to it. */
function aView({ frameBytes = 1_000_000, encode = async (): Promise<void> => undefined } = {}) {
  const sweep = createSweep({ stuckMs: 60_000, bytesPerSecond: 1_000_000_000 });
  const sinks: UpstreamSink[] = [];
  const state = { over: 0, left: 0, key: 'one' };
  const pushing = (): Pushing => ({
    plan: {} as SubscriptionPlan,
    variables: {},
    key: state.key,
    subscribe(sink) {
      sinks.push(sink);
      return () => state.left++;
    },
  });
  const view = new UpstreamView(pushing(), {
    async pushing() {
      if (state.key === 'invalid') throw new ParleyError('VALIDATION_FAILED', 'Not on this graph');
      return pushing();
    },
    async encode(events) {
      await encode();
      return events.map(({ result }) => Buffer.from(JSON.stringify(result.data)));
    },
    budget: createFrameBudget({ bytes: frameBytes, ms: 60_000 }),
    onOver: () => state.over++,
  });
  const push = (...values: number[]) => values.forEach((n) => sinks.at(-1)!.event({ data: { n } }));
  function reader() {
    const connection = aConnection();
    const outlet = sweep.outlet(connection.transport);
    const stream = new Stream({ outlet, framing: LINES, request: nobody, authorize: async () => undefined });
    stream.add('it', { frames: view, after: view.head, authorizedAt: view.head, release: () => undefined });
    const over = stream.run();
    over.catch(() => undefined);
    const numbers = () => connection.lines.map((line) => (line as { n: number }).n);
    return { ...connection, over, numbers };
  }
  return { view, sinks, state, push, reader };
}

describe('readers of what a subgraph pushes', () => {
  it('get what comes from when they join, in order', async () => {
    const { push, reader, view } = aView();
    const early = reader();
    push(1, 2);
    await until(() => view.head === 2);
    const late = reader();
    push(...positions(100, 3));
    await until(() => late.numbers().length === 98);
    expect(early.numbers()).toEqual(positions(100));
    expect(late.numbers()).toEqual(positions(100, 3));
  });

  it('that fall behind what is kept end with an error that says to come again, and others go on', async () => {
    const { push, reader, view } = aView({ frameBytes: 100 });
    const [slow, good] = [reader(), reader()];
    slow.stall();
    for (let n = 1; n <= 50; n++) {
      push(n);
      await until(() => good.numbers().length === n, { everyMs: 1 });
    }
    expect(slow.state.mostWaitingBytes).toBeLessThan(100);
    slow.drain();
    await expect(slow.over).rejects.toMatchObject({ code: 'UNAVAILABLE', extensions: { retryable: true } });
    push(51);
    await until(() => good.numbers().length === 51);
    expect(view.head).toBe(51);
  });

  it('end where events come faster than they can be completed', async () => {
    let complete: () => void = () => undefined;
    const { push, reader, state, view } = aView({
      encode: () => new Promise<undefined>((resolve) => (complete = () => resolve(undefined))),
    });
    const one = reader();
    push(...positions(1_000));
    expect(state).toMatchObject({ over: 1, left: 1 });
    complete();
    await expect(one.over).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(one.numbers().length).toBeLessThanOrEqual(view.head);
  });

  it('get all that came before the end, also where it is completed later and they are slow', async () => {
    let complete: () => void = () => undefined;
    const { push, reader, sinks, state } = aView({
      encode: () => new Promise<undefined>((resolve) => (complete = () => resolve(undefined))),
    });
    const [one, slow] = [reader(), reader()];
    slow.stall();
    push(1, 2);
    sinks[0]!.end(new ParleyError('UNAVAILABLE', 'Gone'));
    expect(state.over).toBe(1);
    const late = reader();
    await until(() => {
      complete();
      return one.numbers().length === 2;
    });
    await expect(one.over).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(late.over).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    slow.drain();
    await expect(slow.over).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(slow.numbers()).toEqual([1, 2]);
  });

  it('are told of a fault where events can not be completed at all', async () => {
    const { push, reader } = aView({ encode: () => Promise.reject(new Error('fault')) });
    const one = reader();
    push(1);
    await expect(one.over).rejects.toThrow('fault');
  });
});

describe('a view that is planned anew', () => {
  it('listens to what its operation has become, and to nothing else', async () => {
    const { view, push, reader, sinks, state } = aView();
    const one = reader();
    await view.replanned();
    expect(sinks).toHaveLength(1);
    state.key = 'two';
    await view.replanned();
    expect([sinks.length, state.left]).toEqual([2, 1]);
    sinks[0]!.event({ data: { n: 0 } });
    sinks[0]!.end();
    push(1);
    await until(() => one.numbers().length > 0);
    expect(one.numbers()).toEqual([1]);
  });

  it('ends where it can not go on', async () => {
    const { view, reader, state } = aView();
    const one = reader();
    state.key = 'invalid';
    await view.replanned();
    await expect(one.over).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(state).toMatchObject({ over: 1, left: 1 });
  });

  it('that is closed does nothing any more', async () => {
    const { view, push, state } = aView();
    view.close();
    push(1);
    await view.replanned();
    expect([view.head, state.over, state.left]).toEqual([0, 1, 1]);
  });
});
