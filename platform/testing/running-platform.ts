import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mail, MailTransport } from '@parley/ports/mail/mail-transport';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { newClient, type TestClient } from '@parley/testing/client';
import { freshDatabase } from '@parley/testing/database';
import { RELAXED_LIMITS } from '@parley/testing/relaxed-limits';
import pino from 'pino';
import { accounts } from '../modules';
import { createPlatform, type Platform } from '../platform';
import { inThisProcess, type SharedState } from '../shared-state';
import { parseSettings } from '../settings';

export interface RunningPlatform extends Platform {
  readonly url: string;
  /** Of its database, for commands. */
  readonly databaseUrl: string;
  /** Somebody new, by default in `demo`. Their socket is closed with the platform, or before. */
  person(displayName?: string, tenant?: string): Promise<TestClient>;
  people<const Names extends readonly string[]>(...names: Names): Promise<{ [At in keyof Names]: TestClient }>;
  /** One more, as another process would be, on the same database, files and adapters. It is closed with this one. */
  another(): Promise<Platform & { url: string }>;
  /** What was mailed, without `SMTP_URL`. */
  readonly mails: readonly Mail[];
  /** Closes people's sockets, stops it, and removes its database and its files. */
  close(): Promise<void>;
}

/**
 * The whole platform in the test's own process, on a database of its own, with the empty tenant `demo`. With `REDIS_URL`,
 * bus and short-lived state are there, and otherwise the adapters, or its own.
 */
export async function runningPlatform(
  environment: Record<string, string> = {},
  adapters: Partial<Pick<SharedState, 'bus' | 'ephemeral'>> = {},
): Promise<RunningPlatform> {
  const fresh = await freshDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'parley-platform-'));
  const settings = parseSettings({
    PARLEY_ENV: 'development',
    PARLEY_DATA: folder,
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    ...RELAXED_LIMITS,
    ...environment,
  });
  await accounts.seedTenant(fresh.database, { slug: 'demo', signUp: 'open' });
  const running: Platform[] = [];
  const sent: Mail[] = [];
  const mails = settings.SMTP_URL ? undefined : keptMails(sent);
  async function start(): Promise<Platform> {
    const logger = pino({ level: settings.LOG_LEVEL });
    const metrics = createMetrics(logger);
    const onRedis = settings.REDIS_URL.length > 0;
    const shared = onRedis ? undefined : { ...inThisProcess(logger, metrics), ...adapters };
    const platform = await createPlatform({ settings, url: fresh.url, logger, metrics, shared, mails });
    await platform.start();
    running.push(platform);
    return platform;
  }

  const platform = await start();
  const clients: TestClient[] = [];
  async function person(displayName?: string, tenant?: string): Promise<TestClient> {
    const client = await newClient(platform.gateway!.url, displayName, tenant);
    clients.push(client);
    return client;
  }
  return {
    ...platform,
    url: platform.gateway!.url,
    databaseUrl: fresh.url,
    mails: sent,
    person,
    people: async <const Names extends readonly string[]>(...names: Names) =>
      (await Promise.all(names.map((name) => person(name)))) as { [At in keyof Names]: TestClient },
    async another() {
      const one = await start();
      return { ...one, url: one.gateway!.url };
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      for (const one of running) await one.stop();
      await fresh.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const keptMails = (sent: Mail[]): MailTransport => ({
  async send(mail) {
    sent.push(mail);
    return 'sent';
  },
  close: () => undefined,
});
