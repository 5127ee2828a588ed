import type { Logger } from '@parley/runtime/logger';
import type { Sql } from '@parley/database/sql';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { createPoller } from '@parley/runtime/poller';
import { callAll } from '@parley/runtime/call-all';
import type { Service } from '@parley/runtime/service';
import PgBoss from 'pg-boss';
import { inspectJobs } from './inspect';
import type { JobState, RunJob } from './jobs';
import { SCHEMA } from './pg-boss';

interface RunnerOptions {
  database: Sql;
  /** Of the same database. */
  url: string;
  /** By queue. */
  handlers: Readonly<Record<string, RunJob<never>>>;
  logger: Logger;
  metrics?: Metrics;
  /** Milliseconds between two looks for jobs. */
  pollMs?: number;
  /** Seconds between two looks for jobs that have expired, as their process was killed. */
  expireEverySeconds?: number;
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
    logger,
    metrics = createMetrics(),
    pollMs = 1_000,
    expireEverySeconds = 15,
  } = options;
  // connections of its own: its maintenance is several statements, after which a failure leaves a transaction open
  const boss = new PgBoss({
    ...{ ...MAINTENANCE, maintenanceIntervalSeconds: expireEverySeconds },
    ...{ connectionString: url, max: 2, application_name: 'parley jobs' },
  });
  boss.on('error', (err) => logger.warn({ err }, 'the job queue can not be reached'));
  const ended = metrics.counter({
    name: 'parley_jobs_total',
    help: 'Runs of background jobs; outcome: done, or failed and to be retried, or dead after the last retry',
    labels: ['queue', 'outcome'],
  });

  /** Runs the next job, if there is one. */
  async function runNext(queue: string, run: RunJob<never>, isStopping: () => boolean): Promise<boolean> {
    const [job] = await boss.fetch<never>(queue, { batchSize: 1, includeMetadata: true });
    if (!job) return false;
    try {
      await run({ id: job.id, data: job.data }, isStopping);
      await boss.deleteJob(queue, job.id);
      ended.add(1, { queue, outcome: 'done' });
    } catch (error) {
      await boss.fail(queue, job.id, { message: error instanceof Error ? error.message : String(error) });
      const dead = job.retryCount >= job.retryLimit;
      ended.add(1, { queue, outcome: dead ? 'dead' : 'failed' });
      logger.warn({ queue, job: job.id, retries: job.retryCount, err: error }, dead ? 'a job is dead' : 'a job failed');
    }
    return true;
  }

  const loops = Object.entries(handlers).map(([queue, run]) =>
    createPoller({
      name: `jobs of ${queue}`,
      async round(isStopping) {
        while (!isStopping() && (await runNext(queue, run, isStopping)));
      },
      ...{ pollMs, pauseMs: 1_000, maxPauseMs: 30_000, logger, metrics },
    }),
  );
  let stopReading: (() => void) | undefined;
  return {
    name: 'jobs',
    async start() {
      await boss.start();
      stopReading = measureJobs(metrics, database, Object.keys(handlers));
      await Promise.all(loops.map((loop) => loop.start()));
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
      await boss.stop({ graceful: false });
      stopReading?.();
    },
  };
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
