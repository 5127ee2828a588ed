import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
// relative: jest maps no module names in a global setup
import { embeddedPostgres, type EmbeddedPostgres } from '../../packages/database/embedded-postgres';
import { databaseUrl, onServer, TEMPLATE, TEST_SERVER } from '../../packages/testing/server';
import { prepareDatabase } from '../../platform/migrations';

export interface TestServer {
  folder: string;
  postgres: EmbeddedPostgres;
}

declare global {
  var testServer: TestServer | undefined;
}

/** One PostgreSQL for all test files, with a migrated database that `freshDatabase` clones. */
export default async function startPostgres(): Promise<void> {
  const logger = pino({ level: 'warn' });
  const folder = await mkdtemp(join(tmpdir(), 'parley-test-'));
  const postgres = embeddedPostgres({ folder, logger, durable: false });
  await postgres.start();
  globalThis.testServer = { folder, postgres };
  await onServer(postgres.url, `create database ${TEMPLATE}`);
  await prepareDatabase(databaseUrl(postgres.url, TEMPLATE), logger);
  process.env[TEST_SERVER] = postgres.url;
}
