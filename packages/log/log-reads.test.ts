import { randomUUID } from 'node:crypto';
import type { ConversationId } from '@parley/contracts/ids';
import { positionOf, type Position } from '@parley/contracts/position';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import type { ScopedSql } from '@parley/database/sql';
import { createLogReads } from './log-reads';

const ONE = randomUUID() as ConversationId;
const OTHER = randomUUID() as ConversationId;
const EPOCH = randomUUID();
const at = (seq: number, epoch = EPOCH) => positionOf({ seq, epoch });

type Server = ScopedSql & { name: 'primary' | 'replica' };
function server(name: Server['name']): Server {
  const one: Server = { name, query: () => Promise.reject(new Error('not asked here')), of: () => one };
  return one;
}

/** Reads of one conversation, or several: where the servers are is what the test says. */
class Scene {
  time = 0;
  replicaHas: ReadonlyMap<ConversationId, Position> = new Map([[ONE, at(5)]]);
  /** The primary's answer to each request for positions; the last one is for all later ones. */
  primary: (ReadonlyMap<ConversationId, Position> | Error)[] = [new Map([[ONE, at(5)]])];
  replicaFails = false;
  isComplete = true;
  requests = 0;
  private readonly metrics = createMetrics();
  private readonly reads = createLogReads({
    primary: server('primary'),
    replica: server('replica'),
    metrics: this.metrics,
    now: () => this.time,
  });

  /** Which of them answers. */
  async read(): Promise<string> {
    const found = await this.reads.read<
      ConversationId,
      { positions: ReadonlyMap<ConversationId, Position>; by: string }
    >({
      read: async (sql) => {
        const by = (sql as Server).name;
        if (by === 'replica' && this.replicaFails) throw new Error('canceling statement due to conflict with recovery');
        return { by, positions: by === 'replica' ? this.replicaHas : new Map() };
      },
      isComplete: () => this.isComplete,
      positions: () => this.primaryHas(),
      currentPositions: () => this.primaryHas(),
    });
    return found.by;
  }

  private async primaryHas(): Promise<ReadonlyMap<ConversationId, Position>> {
    const positions = this.primary[Math.min(this.requests++, this.primary.length - 1)]!;
    if (positions instanceof Error) throw positions;
    return positions;
  }

  async counted(): Promise<Record<string, number>> {
    const { text } = await this.metrics.scrape();
    const samples = text.matchAll(/^parley_replica_reads_total\{outcome="(\w+)"\} (\d+)$/gm);
    return Object.fromEntries(Array.from(samples, ([, outcome, count]) => [outcome, Number(count)]));
  }
}

describe('a read that a replica may answer', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });

  it('is answered by one that is where the primary is, which is asked once', async () => {
    expect(await scene.read()).toBe('replica');
    expect(scene.requests).toBe(1);
    expect(await scene.counted()).toEqual({ done: 1 });
  });

  it.each([
    ['behind', new Map([[ONE, at(6)]])],
    ['of another epoch', new Map([[ONE, at(5, randomUUID())]])],
  ])('is not answered by one that is %s', async (_, told) => {
    scene.primary = [told];
    expect(await scene.read()).toBe('primary');
    expect(await scene.counted()).toEqual({ behind: 1 });
  });

  it('is not answered by one that is behind in any of several logs', async () => {
    scene.replicaHas = new Map([
      [OTHER, at(1)],
      [ONE, at(5)],
    ]);
    scene.primary = [new Map([...scene.replicaHas, [ONE, at(6)]])];
    expect(await scene.read()).toBe('primary');
  });

  it('is not answered by one that does not have all that was asked for', async () => {
    scene.isComplete = false;
    expect(await scene.read()).toBe('primary');
    expect(await scene.counted()).toEqual({ behind: 1 });
  });

  it('does not query how new a log is that may not be read', async () => {
    scene.replicaHas = new Map([[OTHER, at(1)], ...scene.replicaHas]);
    expect(await scene.read()).toBe('replica');
  });

  describe('where the replica is further than the primary told at first', () => {
    beforeEach(() => {
      scene.replicaHas = new Map([[ONE, at(7)]]);
    });

    it('is answered by it where the primary has come as far', async () => {
      scene.primary = [new Map([[ONE, at(5)]]), new Map([[ONE, at(8)]])];
      expect(await scene.read()).toBe('replica');
      expect(scene.requests).toBe(2);
    });

    it.each([
      ['the primary does not show that yet', new Map([[ONE, at(6)]])],
      ['another epoch has begun', new Map([[ONE, at(8, randomUUID())]])],
      ['it may not be read any more', new Map<ConversationId, Position>()],
    ])('is not where %s', async (_, now) => {
      scene.primary = [new Map([[ONE, at(5)]]), now];
      expect(await scene.read()).toBe('primary');
      expect(await scene.counted()).toEqual({ ahead: 1 });
    });
  });

  it('fails where the primary does', async () => {
    scene.primary = [new Error('the primary is away')];
    await expect(scene.read()).rejects.toThrow('the primary is away');
  });

  describe('after a disappointment', () => {
    it('is not tried for a moment where the replica was behind', async () => {
      scene.primary = [new Map([[ONE, at(6)]])];
      await scene.read();
      scene.replicaHas = new Map([[ONE, at(6)]]);
      scene.time = 9;
      expect(await scene.read()).toBe('primary');
      scene.time = 10;
      expect(await scene.read()).toBe('replica');
      expect(await scene.read()).toBe('replica');
      expect(await scene.counted()).toEqual({ behind: 1, cooldown: 1, done: 2 });
    });

    it('is tried by one in each pause, which grows up to five seconds, and by all when it went well', async () => {
      scene.replicaFails = true;
      const tries: [ms: number, count: number][] = [];
      for (scene.time = 0; scene.time < 20_000; scene.time += 100) {
        const before = (await scene.counted())['failed'] ?? 0;
        expect(await Promise.all([scene.read(), scene.read()])).toEqual(['primary', 'primary']);
        const failed = (await scene.counted())['failed']! - before;
        if (failed > 0) tries.push([scene.time, failed]);
      }
      const [first, ...later] = tries;
      expect(first).toEqual([0, 2]);
      expect(later).toEqual([1_000, 3_000, 7_000, 12_000, 17_000].map((ms) => [ms, 1]));
      scene.replicaFails = false;
      scene.time = 22_000;
      expect([await scene.read(), await scene.read()]).toEqual(['replica', 'replica']);
    });

    it('grows by what comes in a row, however many fail at once', async () => {
      scene.replicaFails = true;
      await Promise.all(Array.from({ length: 50 }, () => scene.read()));
      scene.replicaFails = false;
      scene.time = 1_000;
      expect(await scene.read()).toBe('replica');
    });
  });
});
