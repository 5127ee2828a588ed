import PgBoss from 'pg-boss';
import type { JobSignals } from './job-signals';
import type { JobQueue, Jobs } from './jobs';

/** Of pg-boss's tables. */
export const SCHEMA = 'jobs';

const OPTIONS = { schema: SCHEMA, supervise: false, schedule: false, migrate: false } as const;

/** Creates or updates the tables of pg-boss, the queues and their schedules. Several processes may do it at once. */
export async function migrateJobs(url: string, queues: readonly JobQueue[]): Promise<void> {
  const boss = new PgBoss({ ...OPTIONS, connectionString: url, max: 1, migrate: true });
  // pg-boss also rejects the promise of the call that failed
  boss.on('error', () => undefined);
  await boss.start();
  try {
    for (const { name, retries, retryDelaySeconds, expireSeconds, cron } of queues) {
      const retry = { retryLimit: retries, retryDelay: retryDelaySeconds, retryBackoff: true };
      const queue = { name, ...retry, expireInSeconds: expireSeconds };
      // of jobs with the policy `short`, one waits
      await boss.createQueue(name, { ...queue, policy: cron ? 'short' : 'standard' });
      await boss.updateQueue(name, queue);
      if (cron) await boss.schedule(name, cron);
    }
    const scheduled = new Set(queues.filter(({ cron }) => cron).map(({ name }) => name));
    for (const { name } of await boss.getSchedules()) if (!scheduled.has(name)) await boss.unschedule(name);
  } finally {
    await boss.stop({ graceful: false });
  }
}

/** Background jobs in PostgreSQL, in tables of pg-boss. `signals`: those of the process's runner. */
export function pgBossJobs(signals: JobSignals): Jobs {
  return {
    async add(tx, queue, { data, key, after, priority = 0 }) {
      const [added] = await tx.query<{ id: string }>('select job_queue.add_job($1, $2, $3, $4, $5) as id', [
        queue,
        JSON.stringify(data),
        key ?? null,
        after ?? null,
        priority,
      ]);
      tx.afterCommit(() => signals.wake(queue));
      return added!.id;
    },
    async waitForRun(queue, key, { patienceMs, isDone }) {
      const stops: (() => void)[] = [];
      const ended = new Promise<void>((resolve) => {
        const stop = signals.onEnd(queue, key, resolve);
        if (!stop) return resolve();
        const timer = setTimeout(resolve, patienceMs);
        stops.push(stop, () => clearTimeout(timer));
      });
      try {
        if (stops.length > 0 && !(await isDone())) await ended;
      } finally {
        for (const stop of stops) stop();
      }
    },
  };
}
