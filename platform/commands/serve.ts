import { createLogger } from '@parley/runtime/logger';
import { createProcessMetrics } from '@parley/runtime/metrics/metrics';
import type { Settings } from '@parley/runtime/settings';
import { withDatabase } from '../database';
import { seedDemo } from '../demo/seed-demo';
import { createPlatform } from '../platform';
import { hostsAll, type Roles } from '../roles';
import { welcome } from '../demo/welcome';
import { untilSignal } from '../until-signal';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Runs these roles until SIGINT or SIGTERM, then drains. A second signal ends it at once. */
export async function serve(settings: Settings, roles: Roles): Promise<void> {
  if (!hostsAll(roles) && !settings.DATABASE_URL)
    throw new Error('DATABASE_URL is missing: the embedded database belongs to one process, which hosts all roles');
  const log = createLogger(settings);
  const metrics = createProcessMetrics(log);
  const development = settings.PARLEY_ENV === 'development';
  const stopping = untilSignal();
  say(
    settings.DATABASE_URL
      ? 'Connecting to the database of DATABASE_URL'
      : `Starting PostgreSQL in ${settings.PARLEY_DATA}`,
  );
  await withDatabase(settings, log, async (url) => {
    say('Starting Parley');
    const platform = await createPlatform({ settings, url, log, metrics, roles });
    await platform.start();
    try {
      if (development && hostsAll(roles) && (await seedDemo({ ...platform, log }))) say('Made the tenant "demo"');
      say(platform.gateway ? welcome(platform.gateway.url, development) : `Parley hosts ${[...roles].join(', ')}`);
      await stopping;
      say('\nStopping');
    } finally {
      await platform.stop();
    }
  });
  process.exit(0);
}
