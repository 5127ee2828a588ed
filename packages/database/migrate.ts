import { dirname, join } from 'node:path';
import pg from 'pg';
import type { Logger } from '@parley/runtime/logger';
import { applyFunctions } from './functions';
import { compareMigrations, readMigrations } from './migration-files';
import { ensureTenantRole, fenceTenants, schemasOf } from './tenant-fence';

/** Where a package has its SQL. */
export interface SqlFolders {
  /** Plain SQL that runs once, each file named `<UTC timestamp>_<what>.sql`, so that they order over all packages. */
  migrations: string;
  /** Functions as they are now, one a file: `<function>.sql`. A file runs again when it changes. */
  functions: string;
}

export function sqlOf(packageName: string): SqlFolders {
  const folder = dirname(require.resolve(`${packageName}/package.json`));
  return { migrations: join(folder, 'migrations'), functions: join(folder, 'sql') };
}

/** node-pg-migrate's own, so that processes of every version wait for each other. */
const LOCK = 7_241_865_325_823_964n;

/**
 * Brings the database up to date: runs the migrations that have not run yet, then the functions that have changed, and
 * fences the tables of tenants.
 * Several processes may call it at the same time: one works, the others wait.
 * Errors: for a migration that ran with another text.
 */
export async function migrate(url: string, packages: readonly SqlFolders[], logger: Logger): Promise<void> {
  const { runner } = await import('node-pg-migrate');
  const dbClient = new pg.Client({ connectionString: url });
  await dbClient.connect();
  try {
    // the runner takes the lock a second time, and releases only that: this session holds it until it ends
    await dbClient.query('select pg_advisory_lock($1)', [LOCK]);
    await ensureTenantRole(dbClient);
    const done = await runner({
      dbClient,
      dir: packages.map(({ migrations }) => `${migrations}/*.sql`),
      useGlob: true,
      direction: 'up',
      migrationsTable: 'migration',
      advisoryLockMode: 'wait',
      log: () => undefined,
    });
    if (done.length > 0) logger.info({ migrations: done.length, last: done.at(-1)!.name }, 'migrated');
    const migrations = await readMigrations(packages);
    const { newer } = await compareMigrations(dbClient, migrations);
    if (newer.length > 0) return logger.warn({ migrations: newer }, 'a later version migrated: its functions stay');
    const applied = await applyFunctions(dbClient, packages);
    if (applied.length > 0) logger.info({ functions: applied.length }, 'functions were replaced');
    await fenceTenants(dbClient, schemasOf(migrations));
  } finally {
    await dbClient.end();
  }
}
