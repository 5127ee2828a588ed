import type { Entry } from '@parley/contracts/events';
import { createCommits, type Commits } from '@parley/log/commits';
import { createRelay } from '@parley/log/relay';
import { openDatabase } from '@parley/database/database';
import { until } from '@parley/testing/until';
import pino from 'pino';
import { prefixed, type Run, type Scenario } from '../live/scenario';
import { quantile, round, type Row } from '../report';
import { nameOf, withKafka, type BenchKafka } from './kafka';
import { newSender } from './sends';

const SENDS_PER_SECOND = 500;
const CONVERSATIONS = 200;
const SECONDS = 15;
const TURN_MS = 20;
const PATIENCE_MS = 60_000;

/** Latency of an entry from its commit to a consumer on Kafka, at a steady rate of sends. Baseline: a bare producer. */
export const steady: Scenario = (run) =>
  withKafka(async (kafka) => {
    const ours = await measureRelay(run, kafka);
    const bare = await measureBare(run, kafka, ours.entries);
    const measured = { ours: ours.tookMs, bare };
    const figuresOf = (tookMs: readonly number[]) => ({
      p50Ms: round(quantile(tookMs, 0.5)),
      p99Ms: round(quantile(tookMs, 0.99)),
    });
    const rows = Object.entries(measured).map(([what, tookMs]): Row => ({
      'commit → consumer': what === 'ours' ? 'relay' : 'bare producer',
      'sends/s': SENDS_PER_SECOND,
      events: tookMs.length,
      ...figuresOf(tookMs),
    }));
    const figures = {
      ...{ events: ours.tookMs.length, lost: ours.entries.length - ours.tookMs.length },
      ...{ ...figuresOf(ours.tookMs), mostWaiting: ours.mostWaiting },
      ...prefixed('bare', figuresOf(bare)),
    };
    return { rows, figures: prefixed('steady', figures) };
  });

interface Measured {
  entries: Entry[];
  tookMs: number[];
  /** Maximum number of entries in the outbox. */
  mostWaiting: number;
}

async function measureRelay({ url, seconds }: Run, kafka: BenchKafka): Promise<Measured> {
  const logger = pino({ level: 'error' });
  const { system: database } = await openDatabase({ url, poolSize: 20, entities: [], logger });
  const commits: Commits = createCommits();
  const relay = createRelay({ database, stream: kafka.stream, commits, logger, concurrency: 2 });
  const clock = stopwatch();
  try {
    const { conversations, send } = await newSender(database, commits, CONVERSATIONS);
    await kafka.hear('ours', clock.arrived);
    await relay.start();
    const entries: Entry[] = [];
    let mostWaiting = 0;
    await inTurns(seconds(SECONDS), async (from, count) => {
      const some = Array.from({ length: count }, (_, n) => conversations[(from + n) % CONVERSATIONS]!);
      const written = await send(some);
      clock.left(written);
      entries.push(...written);
      const [waiting] = await database.query<{ n: number }>('select count(*) as n from log.outbox');
      mostWaiting = Math.max(mostWaiting, waiting!.n);
    });
    await clock.allArrived();
    return { entries, tookMs: clock.tookMs, mostWaiting };
  } finally {
    await relay.stop();
    await database.close();
  }
}

async function measureBare({ seconds }: Run, kafka: BenchKafka, entries: readonly Entry[]): Promise<number[]> {
  const clock = stopwatch();
  await kafka.hear('bare', clock.arrived);
  await inTurns(seconds(SECONDS), async (from, count) => {
    const some = entries.slice(from, from + count);
    clock.left(some);
    if (some.length > 0) await kafka.bare.publish(some);
  });
  await clock.allArrived();
  return clock.tookMs;
}

/** Sends at the rate of SENDS_PER_SECOND, a few messages at a time. */
async function inTurns(seconds: number, send: (from: number, count: number) => Promise<void>): Promise<void> {
  const started = performance.now();
  const all = seconds * SENDS_PER_SECOND;
  for (let sent = 0; sent < all;) {
    const due = Math.min(all, Math.floor(((performance.now() - started) / 1_000) * SENDS_PER_SECOND));
    if (due > sent) await send(sent, due - sent);
    sent = Math.max(sent, due);
    await new Promise((resolve) => setTimeout(resolve, TURN_MS));
  }
}

/** Measures the milliseconds from when an entry left until it first arrived. */
function stopwatch() {
  const away = new Map<string, number>();
  const early = new Set<string>();
  const tookMs: number[] = [];
  return {
    tookMs,
    left(entries: readonly Entry[]) {
      for (const name of entries.map(nameOf)) {
        if (early.delete(name)) tookMs.push(0);
        else away.set(name, performance.now());
      }
    },
    arrived(name: string) {
      const since = away.get(name);
      if (since === undefined) return void early.add(name);
      away.delete(name);
      tookMs.push(performance.now() - since);
    },
    allArrived: () => until(() => away.size === 0, { timeoutMs: PATIENCE_MS, what: 'The arrival of all entries' }),
  };
}
