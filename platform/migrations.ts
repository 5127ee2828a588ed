import { migrateJobs } from '@parley/ports/jobs/pg-boss';
import { MAIL_QUEUE } from '@parley/ports/mail/mailer';
import { migrate, sqlOf, type SqlFolders } from '@parley/database/migrate';
import type { Logger } from '@parley/runtime/logger';
import { MODULES } from './modules';

/** The SQL that a database needs, whatever of it a process hosts: each package after those whose functions it calls. */
export const SQL: readonly SqlFolders[] = [
  ...['@parley/log', '@parley/ports'].map(sqlOf),
  ...MODULES.flatMap(({ sql }) => sql ?? []),
];

/** Queues of background jobs that a database needs, likewise. */
const JOB_QUEUES = [MAIL_QUEUE, ...MODULES.flatMap(({ jobs = [] }) => jobs.map(({ queue }) => queue))];

/** Brings a database up to date. Several processes may do it at once. */
export async function prepareDatabase(url: string, log: Logger): Promise<void> {
  await migrate(url, SQL, log);
  await migrateJobs(url, JOB_QUEUES);
}
