import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

const HELD_BY_OTHERS = 75;
const IF_FREE = ['--nonblock', '--conflict-exit-code', String(HELD_BY_OTHERS)];

/**
 * Does `work` while nobody else holds the lock that `file` stands for, in whichever process; `shared`, while nobody
 * holds it who does not share it. The kernel has it: whoever holds it and is killed holds it no more.
 * Errors: those of `work`; there is no flock (util-linux).
 */
export async function withLock<T>(file: string, work: () => Promise<T>, { shared = false } = {}): Promise<T> {
  const release = await hold(file, shared ? ['--shared'] : []);
  try {
    return await work();
  } finally {
    await release?.();
  }
}

/** The same, or nothing at all where anybody holds it. */
export async function ifUnlocked(file: string, work: () => Promise<void>): Promise<void> {
  const release = await hold(file, IF_FREE);
  if (!release) return;
  try {
    await work();
  } finally {
    await release();
  }
}

/** Gives what lets go of it, or nothing where others hold it and that was to be waited for by nobody. */
async function hold(file: string, flags: readonly string[]): Promise<(() => Promise<void>) | undefined> {
  await mkdir(dirname(file), { recursive: true });
  // flock(1) keeps it until its input ends, which it does with this process; a Ctrl-C is not for it
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
