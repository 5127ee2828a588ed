import type { LiveTopic, LogSource } from '@parley/contracts/live';
import { ANONYMOUS, type Principal } from '@parley/contracts/principal';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import { groupBy } from '@parley/runtime/group-by';
import type { Logger } from '@parley/runtime/logger';
import { createPoller } from '@parley/runtime/poller';
import type { Service } from '@parley/runtime/service';
import { internalRequest } from '../internal-request';
import { queryHeads, queryReplay } from '../source-queries';
import { Topic } from './topic';

/** How often positions are compared with the log: how late the last event of a quiet topic can be when the bus loses it. */
const COMPARE_MS = 2_000;

/** The topics of this process: one subscription to the bus each, as long as anybody looks at it. */
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
  /** Position and epoch of the log itself; undefined if the log is gone or cannot be read. */
  log?: { seq: number; epoch: string };
  /** Events that wait for an earlier one. */
  waiting: number;
  /** Reads of the log because the bus was not enough. */
  repairs: number;
}

interface OpenTopic {
  topic: Topic;
  opened: Promise<void>;
  users: number;
  subgraph: Subgraph;
  heads: string;
}

export function createTopics({ bus, logger }: { bus: LiveBus; logger: Logger }): Topics {
  const open = new Map<string, OpenTopic>();
  /** Of topics that are closed. */
  let repairs = 0;

  async function compare(some: readonly OpenTopic[]): Promise<void> {
    for (const [subgraph, group] of groupBy(some, (one) => one.subgraph)) {
      for (const [field, same] of groupBy(group, (one) => one.heads)) {
        const topics = same.map(({ topic }) => topic.name);
        const heads = await queryHeads(subgraph, { field, topics, request: internalRequest(ANONYMOUS, logger) });
        const byName = new Map(heads.map((head) => [head.topic, head]));
        for (const { topic } of same) topic.compare(byName.get(topic.name));
      }
    }
  }

  const comparing = createPoller({
    name: 'live-positions',
    async round() {
      for (const { topic } of open.values()) topic.expire();
      await compare([...open.values()]);
    },
    pollMs: COMPARE_MS,
    pauseMs: COMPARE_MS,
    maxPauseMs: COMPARE_MS,
    logger,
  });

  function openTopic(subgraph: Subgraph, source: Pick<LogSource, 'replay' | 'heads'>, live: LiveTopic): OpenTopic {
    const topic = new Topic({
      name: live.name,
      epoch: live.epoch,
      bus,
      logger,
      replay: (after) => {
        const request = internalRequest(live.principal as Principal, logger);
        return queryReplay(subgraph, { field: source.replay, topic: live.name, after, request });
      },
    });
    const one: OpenTopic = { topic, users: 0, subgraph, heads: source.heads, opened: topic.open(live.seq) };
    open.set(live.name, one);
    // what was appended between the source's response and the subscription to the bus
    void one.opened
      .then(() => compare([one]))
      .catch((err: unknown) => logger.warn({ err }, 'could not compare positions'));
    return one;
  }

  function release(one: OpenTopic): void {
    if (--one.users > 0) return;
    one.topic.close();
    repairs += one.topic.repairs;
    if (open.get(one.topic.name) === one) open.delete(one.topic.name);
  }

  return {
    name: 'live-topics',
    start: comparing.start,
    stop: comparing.stop,
    get open() {
      return open.size;
    },
    get repairs() {
      let sum = repairs;
      for (const { topic } of open.values()) sum += topic.repairs;
      return sum;
    },
    async explain(name) {
      const one = open.get(name);
      if (!one) return undefined;
      const { epoch, last, waiting, repairs: own } = one.topic;
      const request = internalRequest(ANONYMOUS, logger);
      const heads = await queryHeads(one.subgraph, { field: one.heads, topics: [name], request }).catch(() => []);
      const head = heads[0] && { seq: heads[0].seq, epoch: heads[0].epoch };
      return { epoch, last, log: head, waiting, repairs: own };
    },
    async acquire(subgraph, source, live) {
      const present = open.get(live.name);
      present?.topic.compare(live);
      const one = present?.topic.epoch === live.epoch ? present : openTopic(subgraph, source, live);
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
