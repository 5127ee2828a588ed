import { RETENTION_QUEUE } from '@parley/log/retention';
import { migrateJobs } from '@parley/ports/jobs/pg-boss';
import { RESPONSES_QUEUE } from '@parley/ports/idempotency/collect-responses';
import { MAIL_QUEUE } from '@parley/ports/mail/mailer';
import { migrate, sqlOf, type SqlFolders } from '@parley/database/migrate';
import type { Logger } from '@parley/runtime/logger';
import { MODULES } from './modules';

/** The SQL of a database, for all roles: each package comes after those whose functions it calls. */
export const SQL: readonly SqlFolders[] = [
  ...['@parley/log', '@parley/ports'].map(sqlOf),
  ...MODULES.flatMap(({ sql }) => sql ?? []),
];

/** The queues of background jobs of a database, for all roles. */
const JOB_QUEUES = [
  ...[MAIL_QUEUE, RESPONSES_QUEUE, RETENTION_QUEUE],
  ...MODULES.flatMap(({ jobs = [] }) => jobs.map(({ queue }) => queue)),
];

/** Migrates a database. Several processes may do it concurrently. */
export async function prepareDatabase(url: string, logger: Logger): Promise<void> {
  // functions add jobs: their queues are there first
  await migrateJobs(url, JOB_QUEUES);
  await migrate(url, SQL, logger);
}
