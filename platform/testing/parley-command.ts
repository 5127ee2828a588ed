import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';

const MAIN = join(dirname(require.resolve('@parley/platform/package.json')), 'dist', 'main.js');

interface Ended {
  code: number | null;
  /** What it has printed, and what it has complained of. */
  output: string;
  complaint: string;
}

/** Runs `parley ARGS` as a process of its own, to its end. */
export async function parley(environment: Record<string, string>, ...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'silent', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, complaint] = ['', ''];
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (complaint += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, complaint };
}
