import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Written {
  bench: string;
  figures: Record<string, number>;
}

/** Runs a benchmark as `npm run bench` does, and gives what it has written. */
async function bench(...args: string[]): Promise<Written> {
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

jest.setTimeout(180_000);

it('measures fan-out next to bare writes and the stock way', async () => {
  const { bench: name, figures } = await bench('fanout', '--only', 'room', '--scale', '0.02');
  expect(name).toBe('fanout');
  expect(figures).toMatchObject({ 'room.lost': 0, 'room.repeated': 0, 'room.bare.lost': 0, 'room.stock.lost': 0 });
  expect(Object.keys(figures)).toEqual(expect.arrayContaining(['cpuPerDeliveryVsBareWrite', 'stockVsOurs']));
  for (const server of ['room', 'room.bare', 'room.stock'])
    for (const figure of ['deliveriesPerSecond', 'p50Ms', 'p99Ms'])
      expect(figures[`${server}.${figure}`]).toBeGreaterThan(0);
});

it('brings everybody back after a storm, with nothing lost or repeated', async () => {
  const { figures } = await bench('resume', '--scale', '0.005');
  expect(figures).toMatchObject({ lost: 0, repeated: 0, away: 0, behind: 0 });
  expect(figures.statements).toBeGreaterThan(0);
});
