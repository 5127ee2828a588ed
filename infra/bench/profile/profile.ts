import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { until } from '@parley/testing/until';
import { profileFile } from './profile-file';

/** Arguments of Node for a process that may be profiled. */
export const PROFILER = ['--require', join(__dirname, 'profiler.js')];

const WRITTEN_WITHIN_MS = 60_000;

interface Profiling {
  /** Of a process that was started with `PROFILER`. */
  pid: number;
  /** A `.cpuprofile`, which Chrome's developer tools and speedscope show as a flame graph. */
  file: string;
}

/** Writes a CPU profile of a process, of the time that `work` takes. */
export async function profile({ pid, file }: Profiling, work: () => Promise<unknown>): Promise<void> {
  const written = profileFile(pid);
  await mkdir(dirname(file), { recursive: true });
  process.kill(pid, 'SIGUSR2');
  await work();
  process.kill(pid, 'SIGUSR2');
  await until(() => existsSync(written), { timeoutMs: WRITTEN_WITHIN_MS, everyMs: 50, what: 'the profile' });
  await copyFile(written, file);
  await rm(written);
}
