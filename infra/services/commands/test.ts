import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SUITE } from '../catalogue';
import type { Place } from '../place';
import { variablesOf } from '../server';
import { down } from './down';
import { up, type Outcome } from './up';

const ROOT = join(__dirname, '..', '..', '..', '..');
const JEST = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');

/**
 * Runs the jest project `services` on the servers that it needs, and stops those that were not there before.
 * Gives jest's exit code, or 1 where a server does not start.
 */
export async function testOnServices(
  place: Place,
  args: readonly string[],
  report: (outcomes: readonly Outcome[]) => void,
): Promise<number> {
  // a Ctrl-C is also jest's: it ends, and then we do, not without stopping what runs
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (interrupted = true));
  const outcomes = await up(place, SUITE);
  report(outcomes);
  try {
    return interrupted || outcomes.some(({ state }) => state === 'failed') ? 1 : await jest(args, outcomes);
  } finally {
    await down(
      place,
      outcomes.filter(({ state }) => state !== 'running').map(({ server }) => server),
    );
  }
}

async function jest(args: readonly string[], outcomes: readonly Outcome[]): Promise<number> {
  const variables = outcomes.map(({ server, site }) => variablesOf(server, site));
  const child = spawn(process.execPath, [JEST, ...args, '--selectProjects', 'services'], {
    cwd: ROOT,
    env: Object.assign({ ...process.env }, ...variables) as NodeJS.ProcessEnv,
    stdio: 'inherit',
  });
  process.on('SIGTERM', () => child.kill());
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
