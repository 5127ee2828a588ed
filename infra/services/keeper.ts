import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '@parley/testing/until';
import { z } from 'zod';
import type { Program } from './server';

/**
 * The process of a pid file. The kernel reuses process ids, so the start time belongs to it (in ticks since the machine
 * started, proc_pid_stat(5)).
 */
const Kept = z.object({ pid: z.number().int().positive(), startedAt: z.string() });

const GRACE_MS = 10_000;

export const logOf = (folder: string, name: string): string => join(folder, `${name}.log`);
const pidFileOf = (folder: string, name: string): string => join(folder, `${name}.pid`);

/**
 * Starts a program that outlives this process, with `NAME.log` and `NAME.pid` in the folder. If the program exits immediately,
 * there is no pid file. Errors: if it cannot be executed.
 */
export async function startProgram(folder: string, program: Program): Promise<void> {
  const { name, command, args, cwd = folder, environment, account } = program;
  const log = await open(logOf(folder, name), 'a');
  try {
    const child = spawn(command, args, {
      ...account,
      cwd,
      env: { ...process.env, ...environment },
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await once(child, 'spawn');
    child.unref();
    const stat = await statOf(child.pid!);
    if (stat) await writePidFile(pidFileOf(folder, name), { pid: child.pid!, startedAt: stat.startedAt });
  } finally {
    await log.close();
  }
}

/** Writes atomically, because other processes may read the file at any time. */
async function writePidFile(file: string, kept: z.infer<typeof Kept>): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(kept));
  await rename(`${file}.new`, file);
}

/** Id of the process that was started under this name, if it still runs. */
export async function pidOf(folder: string, name: string): Promise<number | undefined> {
  const text = await readFile(pidFileOf(folder, name), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { pid, startedAt } = Kept.parse(JSON.parse(text));
  const stat = await statOf(pid);
  return stat?.startedAt === startedAt ? pid : undefined;
}

/** Names of the programs that were started here and not stopped, even if they have exited. */
export async function namesIn(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  return files.flatMap((file) => /^(.*)\.pid$/.exec(file)?.[1] ?? []);
}

/** Sends SIGTERM and, after `graceMs`, SIGKILL to its process group. Resolves when it has exited. */
export async function stopProgram(folder: string, name: string, graceMs = GRACE_MS): Promise<void> {
  const gone = async () => (await pidOf(folder, name)) === undefined;
  const pid = await pidOf(folder, name);
  if (pid !== undefined) {
    signal(pid, 'SIGTERM');
    await until(gone, { timeoutMs: graceMs }).catch(async () => {
      signal(-pid, 'SIGKILL');
      await until(gone, { what: `The end of ${name} (process ${pid})` });
    });
  }
  await rm(pidFileOf(folder, name), { force: true });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Memory that a program and what is in its process group hold, in bytes. */
export async function memoryOf(pid: number): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const sizes = await Promise.all(
    pids.map(async (one) => ((await statOf(one))?.group === pid ? residentBytes(one) : 0)),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1_024;
}

/** What the kernel says of a process that lives. */
async function statOf(pid: number): Promise<{ group: number; startedAt: string } | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // the second field, a name in brackets, may hold anything
  const [state, , group, ...more] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === undefined || /[ZX]/.test(state) ? undefined : { group: Number(group), startedAt: more[16]! };
}
