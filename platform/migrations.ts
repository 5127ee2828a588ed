import { migrateJobs } from '@parley/ports/jobs/pg-boss';
import { MAIL_QUEUE } from '@parley/ports/mail/mailer';
import { migrate, sqlOf } from '@parley/database/migrate';
import type { Logger } from '@parley/runtime/logger';

/** Packages whose `migrations/` and `sql/` a database needs, whatever of them a process hosts: each after those it calls. */
export const MIGRATED = [
  '@parley/log',
  '@parley/ports',
  '@parley/users',
  '@parley/conversations',
  '@parley/media',
  '@parley/messages',
  '@parley/search',
] as const;

/** Queues of background jobs that a database needs, likewise. */
const JOB_QUEUES = [MAIL_QUEUE];

/** Brings a database up to date. Several processes may do it at once. */
export async function prepareDatabase(url: string, log: Logger): Promise<void> {
  await migrate(url, MIGRATED.map(sqlOf), log);
  await migrateJobs(url, JOB_QUEUES);
}
