import { migrateJobs } from '@parley/ports/jobs/pg-boss';
import { MAIL_QUEUE } from '@parley/ports/mail/mailer';
import { migrate, migrationsOf } from '@parley/runtime/database/migrate';
import type { Logger } from '@parley/runtime/logger';

/** Packages whose `migrations/` a database needs, whatever of them a process hosts. */
export const MIGRATED = [
  '@parley/runtime',
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
  await migrate(url, MIGRATED.map(migrationsOf), log);
  await migrateJobs(url, JOB_QUEUES);
}
