import { randomInt } from 'node:crypto';
import { readFile, rm, truncate } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { DataFolder } from './data-folder';

const START_ATTEMPTS = 3;

/** Port of the server that runs in this folder, whoever started it. */
export async function runningPort({ programs, data }: DataFolder): Promise<number | undefined> {
  const runs = await programs.run('pg_ctl', data, ['status']).catch(() => undefined);
  if (runs === undefined) return undefined;
  // https://www.postgresql.org/docs/18/storage-file-layout.html: postmaster.pid has the process, folder, time, port …
  const pidFile = join(data, 'postmaster.pid');
  const [pid, , , port] = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
  if (!(await isPostgres(pid))) {
    await rm(pidFile, { force: true });
    return undefined;
  }
  return Number(port) > 0 ? Number(port) : undefined;
}

/**
 * Is the process with this number a PostgreSQL that lives? In a container the number may be another program's after a
 * restart, and a server that was killed stays a zombie (proc(5)) where nobody buries it. Elsewhere than on Linux: yes.
 */
async function isPostgres(pid: string | undefined): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return state === undefined || /\(postgres\) [^ZX]/.test(state);
}

/** Starts the server, and gives its port. Should another program take that first, it is another one, unless one is given. */
export async function launch(
  folder: DataFolder,
  { port: wanted, durable }: { port: number | undefined; durable: boolean },
): Promise<number> {
  const log = join(folder.home, 'server.log');
  for (let attempt = 1; ; attempt++) {
    const port = wanted ?? (await freePort());
    await truncate(log).catch(() => undefined);
    try {
      const settings = ['-o', settingsOf(port, durable)];
      await folder.programs.run('pg_ctl', folder.data, [
        'start',
        '-w',
        '-t',
        '120',
        '-l',
        '../server.log',
        ...settings,
      ]);
      return port;
    } catch (cause) {
      const running = await runningPort(folder);
      if (running !== undefined) return running;
      const words = await readFile(log, 'utf8').catch(() => '');
      if (attempt < START_ATTEMPTS && words.includes('Address already in use')) continue;
      throw new Error(`The embedded PostgreSQL does not start: ${lastWords(words)} (more in ${log})`, { cause });
    }
  }
}

/** Ends every session and waits for the server to be gone; at once if it is. */
export async function stopServer(folder: DataFolder): Promise<void> {
  try {
    await folder.programs.run('pg_ctl', folder.data, ['stop', '-m', 'fast', '-w', '-t', '60']);
  } catch (error) {
    if ((await runningPort(folder)) !== undefined) throw error;
  }
}

const settingsOf = (port: number, durable: boolean): string =>
  [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=100',
    'jit=off',
    'timezone=UTC',
    'log_timezone=UTC',
    // statements and details hold what people wrote: neither goes into a file
    'log_min_error_statement=panic',
    'log_error_verbosity=terse',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ]
    .map((setting) => `-c ${setting}`)
    .join(' ');

function lastWords(log: string): string {
  const lines = log.trim().split('\n');
  const last = lines.filter((line) => /(FATAL|PANIC|postgres):/.test(line)).at(-1) ?? lines.at(-1) ?? '';
  return last.replace(/^.*?(FATAL|PANIC|postgres): +/, '') || 'it says nothing';
}

/** Below the ports that systems give to outgoing connections, so that none of those takes it before PostgreSQL does. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const free = await new Promise<boolean>((done) => {
      const probe = createServer();
      probe.once('error', () => done(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
    });
    if (free) return port;
  }
}
