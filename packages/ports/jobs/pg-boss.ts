import type { Transaction } from '@parley/database/database';
import type { Sql } from '@parley/database/sql';
import PgBoss from 'pg-boss';
import type { JobQueue, Jobs } from './jobs';

/** Of pg-boss's tables. */
export const SCHEMA = 'jobs';

const ofSql = (sql: Sql): PgBoss.Db => ({
  executeSql: async (text, values) => ({ rows: await sql.query(text, values as readonly unknown[]) }),
});

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

/** Background jobs in PostgreSQL, in tables of pg-boss. */
export function pgBossJobs(): Jobs {
  const boss = new PgBoss({
    ...OPTIONS,
    db: { executeSql: () => Promise.reject(new Error('No transaction was given')) },
  });
  return {
    async add(tx: Transaction, queue, data) {
      const id = await boss.send(queue, data, { db: ofSql(tx) });
      if (!id) throw new Error(`There is no queue ${queue}`);
      return id;
    },
  };
}
