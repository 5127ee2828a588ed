import type { Transaction } from '@parley/database/database';

/** A kind of background job. */
export interface JobQueue {
  name: string;
  /** The most jobs of the queue that one process runs at the same time. Default: one. */
  concurrency?: number;
  /** Retries after a first failure. After the last one the job is dead, and waits for an operator: `parley jobs`. */
  retries: number;
  /** Seconds before the first retry. The delay doubles with each retry, with up to as much again at random. */
  retryDelaySeconds: number;
  /** The delay does not grow beyond this many seconds. */
  maxRetryDelaySeconds?: number;
  /** A job that runs for longer than this many seconds, say because its process was killed, is retried. */
  expireSeconds: number;
  /**
   * When a job without data is added by itself, as a cron expression in UTC: at each of these times once, however many
   * processes run jobs, unless the one of before has not begun yet.
   */
  cron?: string;
}

/** A queue of jobs that delete expired rows or files, every ten minutes. */
export const collectorQueue = (name: string): JobQueue => ({
  name,
  cron: '*/10 * * * *',
  retries: 3,
  retryDelaySeconds: 30,
  expireSeconds: 600,
});

export interface Job<Data> {
  /** The same at each retry: a key for what must happen once. */
  id: string;
  data: Data;
}

/**
 * Background jobs. Delivery is at least once and in no order: a job that was added runs until it succeeded, was retried
 * too often, or waited for 14 days. A job that succeeded leaves nothing behind.
 */
export interface Jobs {
  /**
   * Adds a job that runs only if the transaction commits: a runner of this process is woken then, those of others look every
   * second. Returns its id. Errors: the queue does not exist.
   */
  add(tx: Transaction, queue: string, job: NewJob): Promise<string>;
  /**
   * Waits until a run of the queue's job with this key ends in this process, or for `patienceMs`. Returns at once if no runner
   * of this process serves the queue, or if `isDone`.
   */
  waitForRun(queue: string, key: string, options: { patienceMs: number; isDone(): Promise<boolean> }): Promise<void>;
}

export interface NewJob {
  data: object;
  /** What the job is for. Several jobs may have the same key. */
  key?: string;
  /** It runs no earlier. Default: now. */
  after?: Date;
  /** Of the jobs that wait, those of a higher priority run first. Default: 0. */
  priority?: number;
}

/** Runs a job. A rejection is a failure, and the job is retried. A long one ends early when `isStopping`, and counts as done. */
export type RunJob<Data> = (job: Job<Data>, isStopping: () => boolean) => Promise<void>;

export type JobState = 'waiting' | 'running' | 'dead';

/** A job as an operator sees it. */
export interface JobDetails {
  queue: string;
  id: string;
  state: JobState;
  at: Date;
  /** When it runs next, where it waits. */
  due: Date;
  retries: number;
  /** Of its last failure. */
  error: string | null;
}

/** For operators. */
export interface JobInspection {
  counts(): Promise<{ queue: string; state: JobState; count: number }[]>;
  /** Oldest first. */
  list(filter: { queue?: string; state?: JobState; limit: number }): Promise<JobDetails[]>;
  find(id: string): Promise<(JobDetails & { data: unknown }) | undefined>;
  /** Makes dead jobs run again, all of the queue without `ids`. Returns how many. */
  retry(queue: string, ids?: readonly string[]): Promise<number>;
  /** Deletes jobs that do not run at this moment. Returns how many. */
  remove(queue: string, ids: readonly string[]): Promise<number>;
}
