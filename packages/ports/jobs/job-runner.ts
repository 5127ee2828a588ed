import type { Logger } from '@parley/runtime/logger';
import type { Sql } from '@parley/database/sql';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { createPoller } from '@parley/runtime/poller';
import { callAll } from '@parley/runtime/call-all';
import type { Service } from '@parley/runtime/service';
import PgBoss from 'pg-boss';
import { inspectJobs } from './inspect';
import type { JobSignals } from './job-signals';
import type { JobQueue, JobState, RunJob } from './jobs';
import { SCHEMA } from './pg-boss';

export interface JobHandler {
  readonly queue: JobQueue;
  readonly run: RunJob<never>;
}

interface RunnerOptions {
  database: Sql;
  /** Of the same database. */
  url: string;
  /** A handler for each queue. */
  handlers: readonly JobHandler[];
  /** Those of who adds jobs in this process. */
  signals: JobSignals;
  logger: Logger;
  metrics?: Metrics;
  /** Milliseconds between two looks for jobs. */
  pollMs?: number;
  /** Seconds between two looks for jobs that have expired, as their process was killed, and for delays that are too long. */
  expireEverySeconds?: number;
  /** Seconds between two looks for jobs that schedules have added. */
  scheduleEverySeconds?: number;
}

const DAY_SECONDS = 24 * 3_600;

/** Dead jobs wait for an operator for 14 days, and are then in pg-boss's archive for a day. */
const MAINTENANCE = {
  ...{ schema: SCHEMA, migrate: false, schedule: true, supervise: true },
  ...{
    archiveCompletedAfterSeconds: 3_600,
    archiveFailedAfterSeconds: 14 * DAY_SECONDS,
    deleteAfterSeconds: DAY_SECONDS,
  },
} as const;

/**
 * Runs the jobs of some queues, and adds those of schedules. Any number of processes may run it: each job runs in one of
 * them at a time.
 *
 * pg-boss has a loop of its own, `work`, which does not wait for the statement that completes a job, and so loses its
 * error. Here, a job that could not be completed expires and runs again.
 */
export function jobRunner(options: RunnerOptions): Service {
  const {
    database,
    url,
    handlers,
    signals,
    logger,
    metrics = createMetrics(),
    pollMs = 1_000,
    expireEverySeconds = 15,
    scheduleEverySeconds = 5,
  } = options;
  // connections of its own: its maintenance is several statements, after which a failure leaves a transaction open
  function openBoss(): PgBoss {
    const opened = new PgBoss({
      ...{ ...MAINTENANCE, maintenanceIntervalSeconds: expireEverySeconds },
      cronWorkerIntervalSeconds: scheduleEverySeconds,
      ...{ connectionString: url, max: 2, application_name: 'parley jobs' },
    });
    opened.on('error', (err) => logger.warn({ err }, 'the job queue can not be reached'));
    return opened;
  }
  /** One for each start: one that was stopped keeps a timer when it is started again. */
  let boss: PgBoss;
  const ended = metrics.counter({
    name: 'parley_jobs_total',
    help: 'Runs of background jobs; outcome: done, or failed and to be retried, or dead after the last retry',
    labels: ['queue', 'outcome'],
  });

  async function run({ queue: { name: queue }, run }: JobHandler, job: FetchedJob, isStopping: () => boolean) {
    try {
      await run({ id: job.id, data: job.data }, isStopping).finally(() => signals.ended(queue, job.singletonKey ?? ''));
      await boss.deleteJob(queue, job.id);
      ended.add(1, { queue, outcome: 'done' });
    } catch (error) {
      await boss.fail(queue, job.id, { message: error instanceof Error ? error.message : String(error) });
      const dead = job.retryCount >= job.retryLimit;
      ended.add(1, { queue, outcome: dead ? 'dead' : 'failed' });
      logger.warn({ queue, job: job.id, retries: job.retryCount, err: error }, dead ? 'a job is dead' : 'a job failed');
    }
  }

  /** Runs the next jobs, if there are any. */
  async function runNext(handler: JobHandler, isStopping: () => boolean): Promise<boolean> {
    const { name, concurrency = 1 } = handler.queue;
    const jobs = await boss.fetch<never>(name, { batchSize: concurrency, includeMetadata: true });
    await Promise.all(jobs.map((job) => run(handler, job, isStopping)));
    return jobs.length > 0;
  }

  const pauses = { pauseMs: 1_000, maxPauseMs: 30_000, logger, metrics };
  const loops = handlers.map((handler) => ({
    queue: handler.queue.name,
    poller: createPoller({
      name: `jobs of ${handler.queue.name}`,
      async round(isStopping) {
        while (!isStopping() && (await runNext(handler, isStopping)));
      },
      ...{ pollMs, ...pauses },
    }),
  }));
  const delays = createPoller({
    name: 'delays of jobs',
    round: () => limitDelays(database, handlers),
    ...{ pollMs: expireEverySeconds * 1_000, ...pauses },
  });
  let stopReading: (() => void) | undefined;
  let stopServing: (() => void) | undefined;
  return {
    name: 'jobs',
    async start() {
      boss = openBoss();
      await boss.start();
      stopReading = measureJobs(
        metrics,
        database,
        loops.map(({ queue }) => queue),
      );
      await Promise.all([delays, ...loops.map(({ poller }) => poller)].map((poller) => poller.start()));
      stopServing = callAll(...loops.map(({ queue, poller }) => signals.serve(queue, () => poller.wake())));
    },
    async stop() {
      stopServing?.();
      await Promise.all([delays, ...loops.map(({ poller }) => poller)].map((poller) => poller.stop()));
      await boss.stop({ graceful: false });
      stopReading?.();
    },
  };
}

type FetchedJob = PgBoss.JobWithMetadata<never>;

const LIMIT_DELAYS = `update ${SCHEMA}.job j set start_after = now() + q.seconds * interval '1 second'
  from unnest($1::text[], $2::int[]) q(name, seconds)
  where j.name = q.name and j.state = 'retry' and j.start_after > now() + q.seconds * interval '1 second'`;

/** pg-boss doubles the delay of a retry without a limit. */
async function limitDelays(database: Sql, handlers: readonly JobHandler[]): Promise<void> {
  const limited = handlers.flatMap(({ queue: { name, maxRetryDelaySeconds: seconds } }) =>
    seconds === undefined ? [] : [{ name, seconds }],
  );
  if (limited.length === 0) return;
  await database.query(LIMIT_DELAYS, [limited.map(({ name }) => name), limited.map(({ seconds }) => seconds)]);
}

const STATES: readonly JobState[] = ['waiting', 'running', 'dead'];

/** Reads at each scrape how many jobs there are. Returns how to stop reading. */
function measureJobs(metrics: Metrics, database: Sql, queues: readonly string[]): () => void {
  const items = metrics.gauge({
    name: 'parley_jobs_items',
    help: 'Background jobs of all processes by state: waiting, running, or dead until an operator retries them (parley jobs)',
    labels: ['queue', 'state'],
  });
  const { counts } = inspectJobs(database);
  /** One statement for all values of a scrape. */
  let counting: ReturnType<typeof counts> | undefined;
  const count = async (queue: string, state: JobState): Promise<number> => {
    counting ??= counts().finally(() => (counting = undefined));
    return (await counting).find((one) => one.queue === queue && one.state === state)?.count ?? 0;
  };
  return callAll(
    ...queues.flatMap((queue) => STATES.map((state) => items.read(() => count(queue, state), { queue, state }))),
  );
}
