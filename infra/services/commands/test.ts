import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SUITE } from '../catalogue';
import { isForTests, markForTests } from '../instance';
import { ifUnlocked, withLock } from '../lock';
import { siteOf, type Place } from '../place';
import { say } from '../say';
import { variablesOf } from '../server';
import { TOOLS } from '../tools';
import { down } from './down';
import { up, type Outcome } from './up';

/** EX_UNAVAILABLE of sysexits(3). */
const NOT_HERE = 69;

const ROOT = join(__dirname, '..', '..', '..', '..');
const JEST = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');

/**
 * Runs the jest project `services` on the servers that it needs. When no process runs such tests any more, it stops the
 * servers that were started for tests. Returns jest's exit code, 1 if a server does not start, and `NOT_HERE` if one cannot be
 * installed on this machine.
 */
export async function testOnServices(
  place: Place,
  args: readonly string[],
  report: (outcomes: readonly Outcome[]) => void,
): Promise<number> {
  // jest receives a Ctrl-C too: it ends, and then this process stops the servers and ends
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (interrupted = true));
  const lock = join(place.run, 'locks', 'tests');
  const test = async () => {
    const outcomes = await up(place, SUITE);
    for (const { state, site } of outcomes) if (state === 'started') await markForTests(site);
    report(outcomes);
    if (interrupted || outcomes.some(({ state }) => state === 'failed')) return 1;
    if (outcomes.some(({ state }) => state === 'missing') || !(await hasTools(place))) return NOT_HERE;
    return jest(args, { place, outcomes });
  };
  try {
    return await withLock(lock, test, { shared: true });
  } finally {
    await ifUnlocked(lock, async () => {
      await down(
        place,
        SUITE.filter((server) => isForTests(siteOf(place, server))),
      );
    });
  }
}

async function hasTools({ cache }: Place): Promise<boolean> {
  try {
    for (const { program } of Object.values(TOOLS)) await program.install(cache);
    return true;
  } catch (error) {
    say(String(error));
    return false;
  }
}

async function jest(
  args: readonly string[],
  { place, outcomes }: { place: Place; outcomes: readonly Outcome[] },
): Promise<number> {
  const variables = outcomes.map(({ server, site }) => variablesOf(server, site));
  const tools = Object.entries(TOOLS).map(([name, { path }]) => ({ [name]: path(place.cache) }));
  const child = spawn(process.execPath, [JEST, ...args, '--selectProjects', 'services'], {
    cwd: ROOT,
    env: Object.assign({ ...process.env }, ...variables, ...tools) as NodeJS.ProcessEnv,
    stdio: 'inherit',
  });
  process.on('SIGTERM', () => child.kill());
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
