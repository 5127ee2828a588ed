import { openDatabase } from '@parley/database/database';
import { createLogger, type Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createProcessMetrics } from '@parley/runtime/metrics/prom-registry';
import type { Settings } from '@parley/runtime/settings';
import { workerProcesses } from '../cluster/worker-processes';
import { withDatabase, withOwnDatabase } from '../database';
import { seedDemo } from '../demo/seed-demo';
import { seedUnserved } from '../demo/seed-unserved';
import { welcome } from '../demo/welcome';
import { accounts } from '../modules';
import { createPlatform } from '../platform';
import { hostsAll, type ProcessRoles } from '../roles';
import { DECLARATIONS } from '../settings';
import { untilSignal } from '../until-signal';

const say = (line: string) => process.stdout.write(`${line}\n`);
/** Minimum connections of a worker. */
const LEAST_POOL = 4;

interface Serving {
  roles: ProcessRoles;
  /** Number of processes that host the roles; 1 is this process itself. */
  workers: number;
}

/** Runs these roles until SIGINT or SIGTERM, then drains. A second signal ends the process immediately. */
export async function serve(settings: Settings, { roles, workers }: Serving): Promise<void> {
  if (!hostsAll(roles) && !settings.DATABASE_URL)
    throw new Error('DATABASE_URL is missing: the embedded database belongs to one process, which hosts all roles');
  const logger = createLogger(settings);
  const metrics = createProcessMetrics(logger);
  const development = settings.PARLEY_ENV === 'development';
  const stopping = untilSignal();
  say(
    settings.DATABASE_URL
      ? 'Connecting to the database of DATABASE_URL'
      : `Starting PostgreSQL in ${settings.PARLEY_DATA}`,
  );
  const shared = development ? settingsOf(process.env) : {};
  const inDatabase = settings.DATABASE_URL
    ? (work: (url: string) => Promise<void>) => withDatabase(settings, logger, work)
    : (work: (url: string) => Promise<void>) => withOwnDatabase(settings, { logger, command: 'serve', shared }, work);
  await inDatabase(async (url) => {
    say('Starting Parley');
    const what: What = { settings, url, logger, metrics, roles, demo: development && hostsAll(roles) };
    if (!development) await sayTenantless(url, logger);
    await (workers > 1 ? inWorkers(what, workers, untilStopped) : inThisProcess(what, untilStopped));
  });
  process.exit(0);

  async function untilStopped(url: string | undefined): Promise<void> {
    say(url ? welcome(url, development) : `Parley hosts ${[...roles].join(', ')}`);
    await stopping;
    say('\nStopping');
  }
}

/** A first start outside of development has no tenant, and nobody can sign in: says which command creates one. */
async function sayTenantless(url: string, logger: Logger): Promise<void> {
  const { system: database } = await openDatabase({ url, poolSize: 1, entities: [], logger });
  try {
    if ((await accounts.tenants.list(database)).length === 0)
      say('There is no tenant yet. Create one, with the invitation of its owner: parley tenant create SLUG');
  } finally {
    await database.close();
  }
}

/** The settings in the environment. */
const settingsOf = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.keys(DECLARATIONS).flatMap((name) => (environment[name] ? [[name, environment[name]] as const] : [])),
  );

interface What {
  settings: Settings;
  url: string;
  logger: Logger;
  metrics: Metrics;
  roles: ProcessRoles;
  demo: boolean;
}

/** Called with the URL of the gateway; the platform stops when it resolves. */
type While = (url: string | undefined) => Promise<void>;

const MADE_DEMO = 'Made the tenant "demo"';

async function inThisProcess({ demo, ...what }: What, serving: While): Promise<void> {
  const platform = await createPlatform(what);
  await platform.start();
  try {
    if (demo && (await seedDemo({ ...platform, logger: what.logger }))) say(MADE_DEMO);
    await serving(platform.gateway?.url);
  } finally {
    await platform.stop();
  }
}

async function inWorkers({ demo, settings, roles, ...what }: What, workers: number, serving: While): Promise<void> {
  if (demo && (await seedUnserved({ settings, ...what }))) say(MADE_DEMO);
  const pool = Math.max(LEAST_POOL, Math.floor(settings.DATABASE_POOL / workers));
  const processes = workerProcesses({
    settings: { ...settings, DATABASE_POOL: pool },
    roles: [...roles],
    workers,
    ...what,
  });
  await processes.start();
  try {
    await serving(processes.url);
  } finally {
    await processes.stop();
  }
}
