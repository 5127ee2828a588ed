import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild, type Child } from '../processes/child';
import { usageOf } from '../processes/usage';
import type { LoadClient } from './load-client';
import type { Counts, Plan, Samples } from './plan';

/** The limit of open files per process is often 20,000. */
const SOCKETS_PER_PROCESS = 18_000;

/** Open, subscribed sockets in separate processes. */
export interface Load {
  readonly sockets: number;
  /** `heads`: by room, the last position that sockets must receive. */
  counts(heads: readonly number[]): Promise<Counts>;
  /** Sockets that received an event beyond the heads. */
  excess(heads: readonly number[]): Promise<number>;
  /** Starts to count events and latencies. */
  mark(): Promise<void>;
  samples(): Promise<Samples>;
  /** Drops all sockets at the same time; each reconnects and resumes after its last position. */
  drop(): Promise<void>;
  cpuMs(): Promise<number>;
  close(): Promise<void>;
}

interface Patience {
  /** Time limit to open all sockets. */
  withinMs: number;
}

/** Errors: where not all of them are there in time. Why is in the message. */
export async function openLoad(plan: Plan, { withinMs }: Patience): Promise<Load> {
  const processes = Math.ceil(plan.sockets / SOCKETS_PER_PROCESS);
  const children: Child<LoadClient>[] = Array.from({ length: processes }, () =>
    startChild(join(__dirname, 'load-client.js')),
  );
  const load = loadOf(plan.sockets, children);
  try {
    const each = Math.ceil(plan.sockets / processes);
    const parts = children.map((_, n) => ({
      ...plan,
      first: n * each,
      sockets: Math.min(each, plan.sockets - n * each),
    }));
    await Promise.all(children.map((child, n) => child.call('open', parts[n]!)));
    const { subscribed, reasons } = await subscriptions(load, withinMs);
    if (subscribed < plan.sockets)
      throw new Error(`${subscribed} of ${plan.sockets} sockets are subscribed: ${JSON.stringify(reasons)}`);
    return load;
  } catch (error) {
    await load.close();
    throw error;
  }
}

const LOOK_MS = 100;

/** Waits until all sockets are subscribed, or time is up. */
export async function subscriptions(load: Load, withinMs: number): Promise<Counts> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const counts = await load.counts([]);
    if (counts.subscribed === load.sockets || performance.now() > deadline) return counts;
    await delay(LOOK_MS);
  }
}

function loadOf(sockets: number, children: readonly Child<LoadClient>[]): Load {
  const all = <T>(request: (child: Child<LoadClient>) => Promise<T>) => Promise.all(children.map(request));
  return {
    sockets,
    counts: async (heads) => sum(await all((child) => child.call('counts', heads))),
    excess: async (heads) => (await all((child) => child.call('excess', heads))).reduce((a, b) => a + b, 0),
    mark: async () => void (await all((child) => child.call('mark', undefined))),
    samples: async () => together(await all((child) => child.call('samples', undefined))),
    drop: async () => void (await all((child) => child.call('drop', undefined))),
    cpuMs: async () => (await all(({ pid }) => usageOf(pid))).reduce((total, { cpuMs }) => total + cpuMs, 0),
    close: async () => void (await all((child) => child.end())),
  };
}

function sum(parts: readonly Counts[]): Counts {
  const total = (figure: (part: Counts) => number) => parts.reduce((before, part) => before + figure(part), 0);
  const reasons: Record<string, number> = {};
  for (const part of parts)
    for (const [reason, times] of Object.entries(part.reasons)) reasons[reason] = (reasons[reason] ?? 0) + times;
  return {
    subscribed: total(({ subscribed }) => subscribed),
    events: total(({ events }) => events),
    bytes: total(({ bytes }) => bytes),
    missing: total(({ missing }) => missing),
    lost: total(({ lost }) => lost),
    repeated: total(({ repeated }) => repeated),
    dropped: total(({ dropped }) => dropped),
    lastAtMs: Math.max(...parts.map(({ lastAtMs }) => lastAtMs)),
    reasons,
  };
}

function together(parts: readonly Samples[]): Samples {
  const [first] = parts;
  return {
    latenciesMs: Float64Array.from(parts.flatMap(({ latenciesMs }) => [...latenciesMs])),
    reached: first!.reached.map((_, n) => parts.reduce((total, { reached }) => total + reached[n]!, 0)),
    lastMs: first!.lastMs.map((_, n) => Math.max(...parts.map(({ lastMs }) => lastMs[n]!))),
  };
}
