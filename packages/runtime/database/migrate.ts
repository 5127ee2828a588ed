import { dirname, join } from 'node:path';
import pg from 'pg';
import type { Logger } from '../logger';

/** Folder of a package's migrations: plain SQL, each named `<UTC timestamp>_<what>.sql`, so that they order over all packages. */
export const migrationsOf = (packageName: string): string =>
  join(dirname(require.resolve(`${packageName}/package.json`)), 'migrations');

/** Brings the database up to date. Several processes may do it at once: one works, the others wait. */
export async function migrate(url: string, folders: readonly string[], log: Logger): Promise<void> {
  const { runner } = await import('node-pg-migrate');
  const dbClient = new pg.Client({ connectionString: url });
  await dbClient.connect();
  try {
    const done = await runner({
      dbClient,
      dir: folders.map((folder) => `${folder}/*.sql`),
      useGlob: true,
      direction: 'up',
      migrationsTable: 'migration',
      advisoryLockMode: 'wait',
      log: () => undefined,
    });
    if (done.length > 0) log.info({ migrations: done.length, last: done.at(-1)!.name }, 'migrated');
  } finally {
    await dbClient.end();
  }
}
