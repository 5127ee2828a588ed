import cluster from 'node:cluster';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { inProcessStore } from '@parley/ports/ephemeral/in-process';
import { measureLostMessages } from '@parley/ports/bus/lost-messages';
import { parentServer } from '@parley/ports/parent/parent-server';
import type { Logger } from '@parley/runtime/logger';
import { mergeScrapes } from '@parley/runtime/metrics/merge-scrapes';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { backoffMs } from '@parley/runtime/backoff';
import type { Service } from '@parley/runtime/service';
import type { Scrape, Start } from './messages';
import { forkWorker, type WorkerProcess } from './worker-process';

export interface WorkerProcesses extends Service {
  /** URL of their gateways, once they are started: all on the same port. */
  readonly url: string | undefined;
}

interface Options extends Omit<Start, 'kind' | 'worker'> {
  logger: Logger;
  metrics: Metrics;
}

/** Backoff before a worker that ended is replaced, in milliseconds. */
const PAUSES = { pauseMs: 200, maxPauseMs: 30_000 };
/** A worker that ran for this long resets the backoff. */
const FINE_AFTER_MS = 60_000;
/** Longer than a gateway's own time limit for requests and sockets. */
const STOP_WITHIN_MS = 30_000;

/**
 * Forks the workers, and replaces each one that ends. They listen on the same ports: this process accepts the connections and
 * hands them to the workers in turn. It also has their live bus and short-lived state.
 * Errors of `start`: one line, why a worker does not start. Errors of `stop`: if a worker had to be killed.
 */
export function workerProcesses({ logger, metrics, ...what }: Options): WorkerProcesses {
  const server = parentServer({ store: inProcessStore({ metrics }), logger });
  const running = new Map<WorkerProcess, string>();
  const stopping = new AbortController();
  let keeping: Promise<void>[] = [];
  let url: string | undefined;
  let scraping: Promise<Scrape> | undefined;
  let stopMeasuring: (() => void) | undefined;

  function fork(worker: number): WorkerProcess {
    const name = String(worker);
    const attach = (channel: Duplex) => server.attach(name, channel);
    const forked = forkWorker({ kind: 'start', worker, ...what }, { attach, sharedScrape });
    running.set(forked, name);
    void forked.ended.then(() => running.delete(forked));
    void forked.ready.then(
      () => logger.info({ worker, pid: forked.pid }, 'a worker is ready'),
      () => undefined,
    );
    return forked;
  }

  /** Reads the metrics of all workers and of this process. */
  async function scrapeAll(): Promise<Scrape> {
    const scrapes = Array.from(running, async ([one, worker]) => ({ worker, text: (await one.scrape()) ?? '' }));
    const { contentType, text } = await metrics.scrape();
    return { contentType, text: mergeScrapes([...(await Promise.all(scrapes)), { worker: 'parent', text }]) };
  }

  /** Concurrent requests share one result. */
  function sharedScrape(): Promise<Scrape> {
    scraping ??= scrapeAll().finally(() => (scraping = undefined));
    return scraping;
  }

  /** Replaces the worker whenever it ends, until the service stops. */
  async function keep(worker: number, first: WorkerProcess): Promise<void> {
    let failures = 0;
    for (let present = first; !stopping.signal.aborted; present = fork(worker)) {
      const sinceMs = performance.now();
      const how = (await present.ended) ?? 'it stopped';
      if (stopping.signal.aborted) return;
      failures = performance.now() - sinceMs > FINE_AFTER_MS ? 1 : failures + 1;
      const pauseMs = backoffMs(failures, PAUSES);
      logger.error({ worker, pid: present.pid, how, pauseMs }, 'a worker ended, and another takes its place');
      const stop = await delay(pauseMs, false, { signal: stopping.signal }).catch(() => true);
      if (stop) return;
    }
  }

  async function stop(): Promise<void> {
    stopping.abort();
    const last = [...running.keys()];
    let killed = 0;
    const timer = setTimeout(() => {
      killed = running.size;
      for (const one of running.keys()) one.kill();
    }, STOP_WITHIN_MS);
    for (const one of last) one.drain();
    const ends = await Promise.all(last.map(({ ended }) => ended));
    clearTimeout(timer);
    await Promise.all(keeping);
    stopMeasuring?.();
    if (killed > 0)
      throw new Error(`${killed} of the workers did not stop within ${STOP_WITHIN_MS / 1000} s, and had to be killed`);
    const how = ends.find((end) => end !== undefined);
    if (how !== undefined) throw new Error(`A worker did not stop as it should: ${how}`);
  }

  return {
    name: 'workers',
    get url() {
      return url;
    },
    async start() {
      configureCluster();
      stopMeasuring = measureLostMessages(metrics, () => server.dropped);
      const first = Array.from({ length: what.workers }, (_, n) => fork(n + 1));
      try {
        [url] = await Promise.all(first.map(({ ready }) => ready));
      } catch (error) {
        await stop().catch(() => undefined);
        throw error;
      }
      keeping = first.map((worker, n) => keep(n + 1, worker));
    },
    stop,
  };
}

function configureCluster(): void {
  // the kernel would give some workers twice as many sockets as others
  cluster.schedulingPolicy = cluster.SCHED_RR;
  cluster.setupPrimary({
    exec: require.resolve('./worker.js'),
    args: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'],
  });
}
