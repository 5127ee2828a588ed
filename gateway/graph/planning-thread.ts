import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { QueryPlan } from '@apollo/query-planner';
import { ParleyError, unavailable } from '@parley/contracts/errors';
import { measureQueue } from '@parley/runtime/metrics/bounded';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createFairQueue } from './fair-queue';
import type { PlanRequest, PlanResponse, PlanningWorkerData } from './planning-messages';

interface Options {
  supergraphSdl: string;
  metrics: Metrics;
  limits: Partial<PlanningLimits> & Pick<PlanningLimits, 'deadlineMs'>;
}

export interface PlanningLimits {
  /** For one operation, once its turn has come, in milliseconds. */
  deadlineMs: number;
  /** Operations that wait, of all callers and of each. */
  waiting: number;
  waitingOfOne: number;
  /** A thread with nothing to do stops after as long, in milliseconds. */
  idleMs: number;
}

/** Plans operations outside of the event loop. */
export interface PlanningThread {
  /**
   * The plan of an internal operation. Callers take turns. Errors: QUERY_TOO_COMPLEX if it takes too long or too much memory;
   * UNAVAILABLE if too many wait, or it is stopped; those of the planner.
   */
  plan(operation: string, caller: string): Promise<QueryPlan['node']>;
  /** Ends the thread. What waits is UNAVAILABLE. */
  stop(): Promise<void>;
}

const LIMITS = { waiting: 500, waitingOfOne: 50, idleMs: 60_000 };
/** A plan that needs more memory ends its thread, and not the process. */
const MAX_HEAP_MB = 512;

interface Job {
  operation: string;
  resolve(node: QueryPlan['node']): void;
  reject(error: unknown): void;
}

/**
 * `idle` (no thread) → `starting` → `ready` ⇄ `planning` → `idle`, once it has had nothing to do for a while, took too
 * long or failed. Invariant: at most one thread, which plans at most one operation.
 */
export function createPlanningThread({ supergraphSdl, metrics, limits }: Options): PlanningThread {
  const { deadlineMs, waiting, waitingOfOne, idleMs } = { ...LIMITS, ...limits };
  const queue = createFairQueue<Job>({ max: waiting, maxOfOne: waitingOfOne });
  const stopMeasuring = measureQueue(metrics, {
    name: 'operations to plan',
    entries: () => queue.size,
    maxEntries: waiting,
  });
  let worker: Worker | undefined;
  let isReady = false;
  let current: Job | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let ending: Promise<unknown> = Promise.resolve();

  function start(): void {
    const started = new Worker(workerFile(), {
      workerData: { supergraphSdl } satisfies PlanningWorkerData,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    worker = started;
    started.on('message', (response: PlanResponse) => {
      if (worker !== started) return;
      isReady = true;
      settle((job) => respond(job, response));
    });
    started.on('error', (error: Error & { code?: string }) => {
      if (worker === started) leave(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooComplex() : failed(error));
    });
    started.on('exit', () => {
      if (worker === started) leave(failed());
    });
  }

  /** Gives up the thread and what it plans. Another one goes on with what waits, unless this one could not even start. */
  function leave(reason: Error): void {
    if (!isReady) for (let job = queue.next(); job; job = queue.next()) job.reject(reason);
    if (worker) ending = Promise.all([ending, worker.terminate()]);
    worker = undefined;
    isReady = false;
    settle((job) => job.reject(reason));
  }

  function settle(how: (job: Job) => void): void {
    clearTimeout(timer);
    const job = current;
    current = undefined;
    if (job) how(job);
    next();
  }

  function next(): void {
    if (stopped || current) return;
    if (queue.size === 0) {
      if (worker) timer = setTimeout(() => leave(failed()), idleMs);
      return;
    }
    if (!worker) return start();
    if (!isReady) return;
    current = queue.next()!;
    timer = setTimeout(() => leave(tooComplex()), deadlineMs);
    worker.postMessage({ operation: current.operation } satisfies PlanRequest);
  }

  return {
    plan: (operation, caller) =>
      new Promise((resolve, reject) => {
        if (stopped) return reject(failed());
        if (!queue.push(caller, { operation, resolve, reject })) return reject(tooMany());
        if (current) return;
        clearTimeout(timer);
        next();
      }),
    async stop() {
      stopped = true;
      isReady = false;
      leave(failed());
      stopMeasuring();
      await ending;
    },
  };
}

function respond({ resolve, reject }: Job, response: PlanResponse): void {
  if ('ready' in response) return;
  if ('node' in response) return resolve(response.node);
  const { code, message } = response.error;
  reject(new ParleyError(code, message));
}

const tooComplex = (): ParleyError =>
  new ParleyError('QUERY_TOO_COMPLEX', 'The operation takes too long to plan; select less of it at once', {
    details: { http: { status: 400 } },
  });
const tooMany = (): ParleyError =>
  new ParleyError('UNAVAILABLE', 'Too many operations wait to be planned', {
    details: { retryAfterSeconds: 1, http: { status: 503 } },
  });
const failed = (cause?: unknown): ParleyError => unavailable('The operation could not be planned', cause);

/** A thread runs compiled code, also where tests compile what they import. */
function workerFile(): string {
  const beside = join(__dirname, 'planning-worker.js');
  if (existsSync(beside)) return beside;
  return join(dirname(require.resolve('@parley/gateway/package.json')), 'dist/graph/planning-worker.js');
}
