import { FolderInUseError } from '@parley/database/embedded/ownership';
import { embeddedPostgres } from '@parley/database/embedded-postgres';
import type { Logger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { prepareDatabase } from './migrations';
import { describeRunning, runningIn, sayGone, sayRunning } from './running';

/**
 * Runs `work` with the URL of a migrated database: that of DATABASE_URL, or that of the server that uses the data folder, or
 * an embedded one, which stops after `work`. Errors name what cannot be reached.
 */
export async function withDatabase<T>(
  settings: Settings,
  logger: Logger,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const { DATABASE_URL: given, PARLEY_DATA: folder } = settings;
  const url = given ?? (await runningIn(folder))?.databaseUrl;
  sayWhere(settings);
  if (url === undefined) return withOwnDatabase(settings, { logger, command: commandName() }, work);
  await prepareDatabase(url, logger).catch((error: unknown) => {
    throw given ? unreachable(given, error) : error;
  });
  return work(url);
}

/** Says on standard error what a command acts on: the environment, and the database without its password. */
function sayWhere({ PARLEY_ENV, DATABASE_URL, PARLEY_DATA }: Settings): void {
  const database = DATABASE_URL === undefined ? `the database in ${PARLEY_DATA}` : placeOf(DATABASE_URL);
  process.stderr.write(`parley: ${PARLEY_ENV}, ${database}\n`);
}

const placeOf = (url: string): string => {
  const { host, pathname } = new URL(url);
  return `${host}${decodeURIComponent(pathname)}`;
};

interface Owning {
  logger: Logger;
  /** The command, as other processes see it. */
  command: string;
  /** Settings that commands beside it use. */
  shared?: Record<string, string>;
}

/** Runs `work` with the embedded database, which belongs to one process. Errors: also if another process has it. */
export async function withOwnDatabase<T>(
  { PARLEY_DATA: folder }: Settings,
  { logger, command, shared = {} }: Owning,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const embedded = embeddedPostgres({ folder, logger });
  await embedded.start().catch(async (error: unknown) => {
    throw error instanceof FolderInUseError ? await inUse(folder, error) : error;
  });
  try {
    await sayRunning(folder, { command, databaseUrl: embedded.url, settings: shared });
    await prepareDatabase(embedded.url, logger);
    return await work(embedded.url);
  } finally {
    await sayGone(folder);
    await embedded.stop();
  }
}

async function inUse(folder: string, cause: FolderInUseError): Promise<Error> {
  const running = await runningIn(folder);
  const which = running ? `: ${describeRunning(running)}` : '';
  const todo = 'stop it, or set PARLEY_DATA to another folder, and PORT to another port';
  return new Error(`${cause.message}${which}. Either ${todo}`, { cause });
}

const commandName = (): string => process.argv[2] ?? 'serve';

/** The message names the URL without the password, and the file that the setting came from. */
function unreachable(url: string, cause: unknown): Error {
  const { code, message } = cause as NodeJS.ErrnoException;
  const { DATABASE_URL_FILE: file } = process.env;
  const where = new URL(url);
  if (where.password) where.password = '***';
  const why = code === 'ECONNREFUSED' ? 'connection refused' : message || code;
  return new Error(`DATABASE_URL${file ? ` (${file})` : ''}, ${where.href}, can not be used: ${why}`, { cause });
}
