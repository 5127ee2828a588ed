import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

const HELD_BY_OTHERS = 75;
const IF_FREE = ['--nonblock', '--conflict-exit-code', String(HELD_BY_OTHERS)];

/**
 * Runs `work` while this process holds the lock of `file`; with `shared`, other processes may share it. The kernel owns the
 * lock, and releases it if its holder is killed. Errors: those of `work`, and if flock (util-linux) is missing.
 */
export async function withLock<T>(file: string, work: () => Promise<T>, { shared = false } = {}): Promise<T> {
  const release = await hold(file, shared ? ['--shared'] : []);
  try {
    return await work();
  } finally {
    await release?.();
  }
}

/** Like `withLock`, but does nothing if another process holds the lock. */
export async function ifUnlocked(file: string, work: () => Promise<void>): Promise<void> {
  const release = await hold(file, IF_FREE);
  if (!release) return;
  try {
    await work();
  } finally {
    await release();
  }
}

/** Returns a function that releases the lock; undefined if it is taken and `flags` say not to wait. */
async function hold(file: string, flags: readonly string[]): Promise<(() => Promise<void>) | undefined> {
  await mkdir(dirname(file), { recursive: true });
  // flock(1) holds the lock until its input ends, at the latest with this process; detached, so that Ctrl-C does not reach it
  const holder = spawn('flock', [...flags, file, 'sh', '-c', 'echo && cat'], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(holder, 'exit') as Promise<[number | null]>;
  const ended = await Promise.race([once(holder.stdout, 'data').then(() => 'held' as const), gone]);
  if (ended === 'held') {
    return async () => {
      holder.stdin.end();
      await gone;
    };
  }
  if (ended[0] === HELD_BY_OTHERS) return undefined;
  throw new Error(`flock ${file} ended with ${ended[0]}`);
}
