import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { ParleyError, unavailable } from '@parley/contracts/errors';
import { measureQueue } from '@parley/runtime/metrics/bounded';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { Piscina } from 'piscina';
import type { PasswordTask } from './password-worker';

/**
 * Hashes passwords with argon2id, in threads of their own. A task whose signal aborts while it waits is dropped.
 * Errors of each: UNAVAILABLE with `retryAfterMs` if too many wait.
 */
export interface Passwords {
  hash(password: string, signal?: AbortSignal): Promise<string>;
  /** False for no account or no possible password as well, and then it takes just as long. */
  verify(hash: string | undefined, password: string | undefined, signal?: AbortSignal): Promise<boolean>;
  /** Ends the threads. What waits is UNAVAILABLE. */
  close(): Promise<void>;
}

interface Options {
  metrics?: Metrics;
  /** At most; they are started as they are needed. */
  threads?: number;
  /** Beyond these, tasks are refused. */
  maxWaiting?: number;
}

/** Half of the processors: the others have other work. */
const THREADS = Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));
const MAX_WAITING = 256;
/** What one task takes, roughly. */
const TASK_MS = 40;
const IDLE_MS = 10_000;

export function createPasswords({
  metrics = createMetrics(),
  threads = THREADS,
  maxWaiting = MAX_WAITING,
}: Options = {}): Passwords {
  const pool = new Piscina<PasswordTask, string | boolean>({
    filename: workerFile(),
    name: 'work',
    minThreads: 0,
    maxThreads: threads,
    maxQueue: maxWaiting,
    idleTimeout: IDLE_MS,
  });
  const stopMeasuring = measureQueue(metrics, {
    name: 'passwords',
    entries: () => pool.queueSize,
    maxEntries: maxWaiting,
  });
  let nobodys: Promise<string> | undefined;

  async function run(task: PasswordTask, signal?: AbortSignal): Promise<string | boolean> {
    if (pool.queueSize >= maxWaiting) throw overloaded((maxWaiting * TASK_MS) / threads);
    try {
      return await pool.run(task, { signal });
    } catch (error) {
      throw signal?.aborted ? unavailable('The client is gone', error) : unavailable('Try again later', error);
    }
  }

  const hash = async (password: string, signal?: AbortSignal) =>
    (await run({ kind: 'hash', password }, signal)) as string;

  /** A hash that no password has, made once. */
  async function hashOfNobody(): Promise<string> {
    nobodys ??= hash(randomUUID());
    try {
      return await nobodys;
    } catch (error) {
      nobodys = undefined;
      throw error;
    }
  }

  return {
    hash,
    async verify(known, password, signal) {
      // for everybody, so that the first one without an account waits no longer than others
      const none = await hashOfNobody();
      const task = { kind: 'verify' as const, hash: known ?? none, password: password ?? '' };
      const matches = await run(task, signal);
      return matches === true && known !== undefined && password !== undefined;
    },
    async close() {
      stopMeasuring();
      await pool.destroy();
    },
  };
}

const overloaded = (waitMs: number): ParleyError =>
  new ParleyError('UNAVAILABLE', 'Too many people sign in at the moment; try again later', {
    details: { retryAfterMs: Math.ceil(waitMs) },
  });

/** A thread runs compiled code, also where tests compile what they import. */
function workerFile(): string {
  const beside = join(__dirname, 'password-worker.js');
  if (existsSync(beside)) return beside;
  return join(dirname(require.resolve('@parley/users/package.json')), 'dist/domain/password-worker.js');
}
