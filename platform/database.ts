import { FolderInUseError } from '@parley/database/embedded/ownership';
import { embeddedPostgres } from '@parley/database/embedded-postgres';
import type { Logger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { prepareDatabase } from './migrations';
import { describeRunning, runningIn, sayGone, sayRunning } from './running';

/**
 * Gives `work` the URL of a database that is up to date: the one of DATABASE_URL; or that of the Parley that uses the data
 * folder already; or the embedded one, which is stopped again when `work` is through. Errors name what can't be reached.
 */
export async function withDatabase<T>(settings: Settings, log: Logger, work: (url: string) => Promise<T>): Promise<T> {
  const { DATABASE_URL: given, PARLEY_DATA: folder } = settings;
  const url = given ?? (await runningIn(folder))?.databaseUrl;
  if (url === undefined) return withOwnDatabase(settings, { log, command: commandName() }, work);
  await prepareDatabase(url, log).catch((error: unknown) => {
    throw given ? unreachable(given, error) : error;
  });
  return work(url);
}

interface Owning {
  log: Logger;
  /** As others see it. */
  command: string;
  /** Settings that commands beside it take over. */
  shared?: Record<string, string>;
}

/** With the embedded database, which no other process may have. Errors: also that another one has it, and which. */
export async function withOwnDatabase<T>(
  { PARLEY_DATA: folder }: Settings,
  { log, command, shared = {} }: Owning,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const embedded = embeddedPostgres({ folder, log });
  await embedded.start().catch(async (error: unknown) => {
    throw error instanceof FolderInUseError ? await inUse(folder, error) : error;
  });
  try {
    await sayRunning(folder, { command, databaseUrl: embedded.url, settings: shared });
    await prepareDatabase(embedded.url, log);
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

/** Without the password. Where the settings came from a file, that is named. */
function unreachable(url: string, cause: unknown): Error {
  const { code, message } = cause as NodeJS.ErrnoException;
  const { DATABASE_URL_FILE: file } = process.env;
  const where = new URL(url);
  if (where.password) where.password = '***';
  const why = code === 'ECONNREFUSED' ? 'connection refused' : message || code;
  return new Error(`DATABASE_URL${file ? ` (${file})` : ''}, ${where.href}, can not be used: ${why}`, { cause });
}
