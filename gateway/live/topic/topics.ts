import type { LiveTopic, LogSource } from '@parley/contracts/live';
import { ANONYMOUS, type Principal } from '@parley/contracts/principal';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import { groupBy } from '@parley/runtime/group-by';
import type { Logger } from '@parley/runtime/logger';
import { createRounds } from '@parley/runtime/rounds';
import type { Service } from '@parley/runtime/service';
import { internalRequest } from '../view/batched-requests';
import { askHeads, askReplay } from '../source-queries';
import { Topic } from './topic';

/** How often positions are compared with the log: how late the last event of a quiet topic can be when the bus loses it. */
const COMPARE_MS = 2_000;

/** The topics of this process: each heard once, as long as anybody looks at it. */
export interface Topics extends Service {
  /** Shares the topic, or opens it; `release` once for each acquire. */
  acquire(
    subgraph: Subgraph,
    source: Pick<LogSource, 'replay' | 'heads'>,
    live: LiveTopic,
  ): Promise<{ topic: Topic; release(): void }>;
  readonly open: number;
  /** Reads of the log, of all topics so far, because the bus was not enough. */
  readonly repairs: number;
  /** How a topic is, and its log; undefined where nobody listens to it. */
  explain(name: string): Promise<ExplainedTopic | undefined>;
}

/** How far a topic is in this process. */
export interface ExplainedTopic {
  epoch: string;
  /** Position up to which events have been heard, or read from the log. */
  last: number;
  /** Position and epoch of the log itself; undefined where it is gone, or can't be asked. */
  log?: { seq: number; epoch: string };
  /** Events that wait for an earlier one. */
  waiting: number;
  /** Reads of the log because the bus was not enough. */
  repairs: number;
}

interface Held {
  topic: Topic;
  opened: Promise<void>;
  users: number;
  subgraph: Subgraph;
  heads: string;
}

export function createTopics({ bus, log }: { bus: LiveBus; log: Logger }): Topics {
  const held = new Map<string, Held>();
  /** Of topics that are closed. */
  let repairs = 0;

  async function compare(some: readonly Held[]): Promise<void> {
    for (const [subgraph, group] of groupBy(some, (one) => one.subgraph)) {
      for (const [field, asked] of groupBy(group, (one) => one.heads)) {
        const topics = asked.map(({ topic }) => topic.name);
        const heads = await askHeads(subgraph, { field, topics, request: internalRequest(ANONYMOUS, log) });
        const byName = new Map(heads.map((head) => [head.topic, head]));
        for (const { topic } of asked) topic.compare(byName.get(topic.name));
      }
    }
  }

  const comparing = createRounds({
    name: 'live-positions',
    async round() {
      for (const { topic } of held.values()) topic.forget();
      await compare([...held.values()]);
    },
    pollMs: COMPARE_MS,
    pauseMs: COMPARE_MS,
    maxPauseMs: COMPARE_MS,
    log,
  });

  function hold(subgraph: Subgraph, source: Pick<LogSource, 'replay' | 'heads'>, live: LiveTopic): Held {
    const topic = new Topic({
      name: live.name,
      epoch: live.epoch,
      bus,
      log,
      source: {
        replay: (after) => {
          const request = internalRequest(live.principal as Principal, log);
          return askReplay(subgraph, { field: source.replay, topic: live.name, after, request });
        },
      },
    });
    const one: Held = { topic, users: 0, subgraph, heads: source.heads, opened: topic.open(live.seq) };
    held.set(live.name, one);
    // what came between the source's answer and the bus
    void one.opened
      .then(() => compare([one]))
      .catch((err: unknown) => log.warn({ err }, 'could not compare positions'));
    return one;
  }

  function release(one: Held): void {
    if (--one.users > 0) return;
    one.topic.close();
    repairs += one.topic.repairs;
    if (held.get(one.topic.name) === one) held.delete(one.topic.name);
  }

  return {
    name: 'live-topics',
    start: comparing.start,
    stop: comparing.stop,
    get open() {
      return held.size;
    },
    get repairs() {
      let sum = repairs;
      for (const { topic } of held.values()) sum += topic.repairs;
      return sum;
    },
    async explain(name) {
      const one = held.get(name);
      if (!one) return undefined;
      const { epoch, last, waiting, repairs: own } = one.topic;
      const request = internalRequest(ANONYMOUS, log);
      const heads = await askHeads(one.subgraph, { field: one.heads, topics: [name], request }).catch(() => []);
      const head = heads[0] && { seq: heads[0].seq, epoch: heads[0].epoch };
      return { epoch, last, log: head, waiting, repairs: own };
    },
    async acquire(subgraph, source, live) {
      const present = held.get(live.name);
      present?.topic.compare(live);
      const one = present?.topic.epoch === live.epoch ? present : hold(subgraph, source, live);
      one.users++;
      try {
        await one.opened;
      } catch (error) {
        release(one);
        throw error;
      }
      return { topic: one.topic, release: once(() => release(one)) };
    },
  };
}

function once(callback: () => void): () => void {
  let called = false;
  return () => {
    if (!called) callback();
    called = true;
  };
}
