import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const RUNNING = z.object({
  pid: z.number().int().positive(),
  /** The command, such as `serve`. */
  command: z.string(),
  since: z.string(),
  /** URL of the embedded database. */
  databaseUrl: z.string(),
  /** Settings of its environment; empty outside of development, because they may be secrets. */
  settings: z.record(z.string(), z.string()),
});

/** The process that uses a data folder. */
export type Running = z.output<typeof RUNNING>;

const fileIn = (folder: string): string => join(resolve(folder), 'running.json');

/** The process that uses the folder; undefined if there is none, or if it was killed. */
export async function runningIn(folder: string): Promise<Running | undefined> {
  const text = await readFile(fileIn(folder), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { success, data } = RUNNING.safeParse(jsonOf(text));
  return success && isAlive(data.pid) ? data : undefined;
}

/** Records that this process uses the folder, readable by its user only. */
export async function sayRunning(folder: string, running: Omit<Running, 'pid' | 'since'>): Promise<void> {
  const file = fileIn(folder);
  const text = JSON.stringify({ ...running, pid: process.pid, since: new Date().toISOString() });
  await mkdir(resolve(folder), { recursive: true });
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

export const sayGone = (folder: string): Promise<void> => rm(fileIn(folder), { force: true });

/** Describes the process in one line. */
export const describeRunning = ({ pid, command, since }: Running): string =>
  `process ${pid} (parley ${command}, since ${since})`;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
