import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@parley/testing/until';
import { logOf, memoryOf, namesIn, pidOf, startProgram, stopProgram } from './keeper';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-keeper-'));
});
afterEach(async () => {
  for (const name of await namesIn(folder)) await stopProgram(folder, name, 0);
  await rm(folder, { recursive: true });
});

/** A process that has ended may stay as a zombie for a while, or for good where nobody buries it. */
const isAlive = async (pid: number) => /\) [^ZX] /.test(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));

/** Runs until it is killed, and says when it is there. */
const start = async (name: string, script = '') => {
  const source = `${script}; setInterval(() => {}, 1_000); console.log('here')`;
  await startProgram(folder, { name, command: process.execPath, args: ['-e', source] });
  await until(async () => (await readFile(logOf(folder, name), 'utf8')).includes('here'));
  return (await pidOf(folder, name))!;
};

test('a program is started with a log, says what it holds, and is stopped', async () => {
  const pid = await start('one', 'console.error(process.cwd())');
  expect(await isAlive(pid)).toBe(true);
  expect(await readFile(logOf(folder, 'one'), 'utf8')).toBe(`${folder}\nhere\n`);
  expect(await memoryOf(pid)).toBeGreaterThan(1_000_000);
  expect(await namesIn(folder)).toEqual(['one']);
  await stopProgram(folder, 'one');
  expect(await isAlive(pid)).toBe(false);
  expect(await pidOf(folder, 'one')).toBeUndefined();
  expect(await namesIn(folder)).toEqual([]);
});

test('one that takes no notice of SIGTERM is killed, with what it has started', async () => {
  const child = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1_000)']).pid`;
  await start('stubborn', `process.on('SIGTERM', () => console.log('no')); console.log('child', ${child})`);
  const log = await readFile(logOf(folder, 'stubborn'), 'utf8');
  const childPid = Number(/child (\d+)/.exec(log)![1]);
  expect(await memoryOf((await pidOf(folder, 'stubborn'))!)).toBeGreaterThan(1_000_000);
  await stopProgram(folder, 'stubborn', 200);
  expect(await pidOf(folder, 'stubborn')).toBeUndefined();
  await until(async () => !(await isAlive(childPid)));
});

test('one that ended by itself does not run, and can be started again', async () => {
  const pid = await start('brief');
  process.kill(pid, 'SIGKILL');
  await until(async () => (await pidOf(folder, 'brief')) === undefined);
  expect(await namesIn(folder)).toEqual(['brief']);
  expect(await start('brief')).not.toBe(pid);
});

test('a stale pid file whose number is now another process’s: that one is left alone', async () => {
  const stranger = await start('stranger');
  await writeFile(join(folder, 'stale.pid'), JSON.stringify({ pid: stranger, startedAt: '1' }));
  expect(await pidOf(folder, 'stale')).toBeUndefined();
  await stopProgram(folder, 'stale');
  expect(await isAlive(stranger)).toBe(true);
  expect(await namesIn(folder)).toEqual(['stranger']);
});

test('a program that there is not: an error', async () => {
  const program = { name: 'none', command: join(folder, 'no-such-program'), args: [] };
  await expect(startProgram(folder, program)).rejects.toThrow('ENOENT');
});
