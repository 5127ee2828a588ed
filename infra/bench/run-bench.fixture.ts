import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Written {
  bench: string;
  figures: Record<string, number>;
}

/** Runs a benchmark as `npm run bench` does, and returns its output. */
export async function bench(...args: string[]): Promise<Written> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-test-'));
  try {
    const file = join(folder, 'figures.json');
    const child = spawn(process.execPath, [join(__dirname, 'dist', 'main.js'), ...args, '--json', file], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaints = '';
    child.stderr.on('data', (chunk) => (complaints += String(chunk)));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`The bench ended with ${code}: ${complaints}`);
    return JSON.parse(await readFile(file, 'utf8')) as Written;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
