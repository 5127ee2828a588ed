import fc from 'fast-check';
import { until } from '@parley/testing/until';
import { ParleyError } from '../errors.js';
import { conversationSource } from './conversation-source.js';
import { createFeed } from './feed.js';
import { itemsOf } from './items.js';
import { covers } from '../reducer/ranges.js';
import { scriptedServer, type Act, type ScriptedServer } from './scripted-server.fixture.js';
import { createView, type View } from './view.js';

const ACTS: Act[] = ['say', 'say', 'reply', 'quote', 'edit', 'delete', 'react', 'pin', 'retitle'];

type Step =
  | { do: 'act'; act: Act; pick: number }
  | { do: 'deliver' | 'lose' | 'cut' | 'failNext' | 'newEpoch' | 'respond' | 'leave' | 'older' }
  | { do: 'repeat' | 'around' | 'fill' | 'letGoOlder' | 'letGoNewer'; pick: number };

const pick = fc.nat({ max: 30 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('act'), act: fc.constantFrom(...ACTS), pick }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constantFrom('deliver', 'respond') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('lose', 'cut', 'failNext', 'leave') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('older') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('newEpoch') }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('repeat', 'around', 'fill'), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('letGoOlder', 'letGoNewer'), pick }) },
);

const holes = (view: View) => itemsOf(view.get().window, [], null).filter((item) => item.kind === 'hole');
/** What it is about is in the state: paging may fail as the network does. */
const started = (loading: Promise<void>) => void loading.catch(() => undefined);

interface Scene {
  server: ScriptedServer;
  view: View;
  scheduler: fc.Scheduler;
  leave: () => void;
}

async function take(next: Step, { server, view, scheduler, leave }: Scene): Promise<void> {
  const first = view.get().window?.ranges[0]?.from ?? 1;
  switch (next.do) {
    case 'act':
      return server.act(next.act, next.pick);
    case 'repeat':
      return server.repeat(next.pick);
    case 'respond':
      return scheduler.count() > 0 ? scheduler.waitNext(1) : undefined;
    case 'older':
      return first > 1 ? started(view.load({ before: first }, 'older')) : undefined;
    case 'around':
      return started(view.load({ around: next.pick + 1 }, 'around'));
    case 'fill': {
      const all = holes(view);
      const hole = all[next.pick % all.length];
      return hole && started(view.load({ before: hole.before }, 'older'));
    }
    case 'letGoOlder':
      return view.letGo('older', next.pick + 1);
    case 'letGoNewer':
      return view.letGo('newer', next.pick + 1);
    case 'leave':
      return leave();
    case 'deliver':
      return void server.deliver();
    default:
      return server[next.do]();
  }
}

/** Until nothing is under way, and nothing left to be told. */
async function settle({ server, scheduler }: Scene): Promise<void> {
  for (let quiet = 0; quiet < 3;) {
    const told = server.deliver();
    const under = scheduler.count() > 0;
    if (under) await scheduler.waitNext(1);
    else await new Promise((resolve) => setImmediate(resolve));
    quiet = told || under ? 0 : quiet + 1;
  }
}

async function sceneOf(scheduler: fc.Scheduler): Promise<Scene> {
  const server = scriptedServer((value) => scheduler.schedule(value));
  const view = createView({
    feed: createFeed('c', server.wire),
    source: conversationSource(server.wire.request, 'c', () => undefined),
    pause: server.wire.pause,
    limits: { beside: 1, max: 2, newest: 2 },
  });
  let end = view.subscribe(() => undefined);
  const leave = () => {
    end();
    end = view.subscribe(() => undefined);
  };
  return { server, view, scheduler, leave };
}

it('whatever is lost, repeated, late, resumed or read again, in the end it shows what there is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(step, { maxLength: 60, size: 'max' }), async (scheduler, steps) => {
      const scene = await sceneOf(scheduler);
      const { server, view } = scene;
      for (let n = 0; n < 14; n++) server.act(n % 3 === 2 ? 'reply' : 'say', n % 2);
      await settle(scene);
      for (const next of steps) await take(next, scene);
      await settle(scene);
      server.cut();
      await settle(scene);

      const { window } = view.get();
      const all = server.messages();
      const known = [...window!.messages.values()].map(({ message }) => message).sort((a, b) => a.seq - b.seq);
      // what it has is as it is now
      expect(known).toEqual(all.filter(({ id }) => window!.messages.has(id)));
      expect(known.filter(({ seq }) => !covers(window!.ranges, seq))).toEqual([]);
      expect(window!.ranges.at(-1)!.to).toBeGreaterThanOrEqual(window!.position.seq);
      // and what it says it has all of, it has all of
      for (const { from, to } of window!.ranges)
        expect(known.filter(({ seq }) => seq >= from && seq <= to)).toEqual(
          all.filter(({ seq }) => seq >= from && seq <= to),
        );
      expect(window!.details.title).toBe(server.title());

      for (let first = window!.ranges[0]!.from; first > 1; first = view.get().window!.ranges[0]!.from) {
        started(view.load({ before: first }, 'older'));
        await settle(scene);
      }
      for (let [hole] = holes(view); hole; [hole] = holes(view)) {
        started(view.load({ before: hole.before }, 'older'));
        await settle(scene);
      }
      const shown = itemsOf(view.get().window, [], null).map((item) => item.kind === 'message' && item.message);
      expect(shown).toEqual(all);
    }),
    { numRuns: 200 },
  );
});

it.each(['the first page is', 'older ones are'])(
  'loads what is around a position also while %s being read',
  async (what) => {
    const server = scriptedServer((value) => value);
    for (let n = 0; n < 20; n++) server.act('say', n);
    const view = createView({
      feed: createFeed('c', server.wire),
      source: conversationSource(server.wire.request, 'c', () => undefined),
      pause: server.wire.pause,
    });
    const end = view.subscribe(() => undefined);
    if (what.startsWith('older')) {
      await until(() => view.get().status === 'ready');
      started(view.load({ before: view.get().window!.ranges[0]!.from }, 'older'));
    }
    await view.load({ around: 3 }, 'around');
    expect([...view.get().window!.messages.values()].map(({ message }) => message.seq)).toContain(3);
    end();
  },
);

describe('a view that is refused', () => {
  const refusal = new ParleyError('not there', { code: 'NOT_FOUND' });

  async function opened() {
    const server = scriptedServer((value) => value);
    const refuse: (() => void)[] = [];
    const live: typeof server.wire.live = {
      listen(document, variables, sink) {
        refuse.push(() => sink.error(refusal));
        return server.wire.live.listen(document, variables, sink);
      },
    };
    let isThere = true;
    const wire = { ...server.wire, live };
    const source = conversationSource(wire.request, 'c', () => undefined);
    const feed = createFeed('c', wire);
    const view = createView({
      feed,
      source: { ...source, read: async (cursor) => (isThere ? source.read(cursor) : null) },
      pause: wire.pause,
    });
    view.subscribe(() => undefined);
    await until(() => view.get().status === 'ready');
    return { server, view, feed, refuse, goes: () => (isThere = false) };
  }

  it('goes on where it can still be read: who left a public channel reads it as who is no member', async () => {
    const { server, view, refuse } = await opened();
    refuse[0]!();
    await until(() => refuse.length === 2 && view.get().status === 'ready');
    server.act('say', 0);
    server.deliver();
    expect(view.get().window!.messages.size).toBe(1);
    refuse[1]!();
    await until(() => refuse.length === 3 && view.get().status === 'ready');
  });

  it('misses nothing where it is subscribed to again from where it is', async () => {
    const { server, view, feed, refuse } = await opened();
    server.act('say', 0);
    feed.resubscribe();
    server.act('say', 0);
    while (server.deliver());
    await until(() => view.get().window?.messages.size === 2);
    expect(refuse.length).toBe(2);
  });

  it('is gone where it can not be read, or is refused again before anything came', async () => {
    const gone = await opened();
    gone.goes();
    gone.refuse[0]!();
    await until(() => gone.view.get().status === 'gone');
    expect(gone.refuse.length).toBe(1);

    const { view, refuse } = await opened();
    refuse[0]!();
    await until(() => refuse.length === 2 && view.get().status === 'ready');
    refuse[1]!();
    expect(view.get()).toMatchObject({ status: 'gone', window: undefined });
    expect(refuse.length).toBe(2);
  });
});
