import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Does `work` while nobody else holds the lock that `file` stands for, in whichever process. The kernel has it: whoever
 * holds it and is killed holds it no more. Errors: those of `work`; there is no flock (util-linux).
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  // flock(1) keeps it until its input ends, which it does with this process
  const holder = spawn('flock', [file, 'sh', '-c', 'echo && cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = once(holder, 'exit');
  const ended = gone.then(([code]) => Promise.reject(new Error(`flock ${file} ended with ${code}`)));
  await Promise.race([once(holder.stdout, 'data'), ended]);
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await gone;
  }
}
