import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { until } from '@parley/testing/until';

const SCRIPTS = ['prepare.mjs', 'run.mjs', 'turns.mjs', 'build.mjs'];
const FOLDERS = ['packages', 'subgraphs', 'gateway', 'clients/sdk', 'clients/web'];

/** Compiles until the file `finish` is there, and writes what the steps after it look for. */
const COMPILER = `
const { appendFileSync, existsSync, mkdirSync, writeFileSync } = require('node:fs');
appendFileSync('log', 'begin ' + process.pid + '\\n');
setInterval(() => {
  if (!existsSync('finish')) return;
  mkdirSync('platform/dist', { recursive: true });
  writeFileSync('platform/dist/main.js', 'console.log("ran")');
  appendFileSync('log', 'end ' + process.pid + '\\n');
  process.exit();
}, 10);`;

const BUNDLER = `
const { mkdirSync, writeFileSync } = require('node:fs');
mkdirSync('clients/web/dist', { recursive: true });
writeFileSync('clients/web/dist/index.html', '');`;

/** The scripts of this folder, in a checkout that has a compiler of the test's. */
function checkout(): string {
  const root = mkdtempSync(join(tmpdir(), 'parley-turns-'));
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const folder of FOLDERS) mkdirSync(join(root, folder), { recursive: true });
  for (const script of SCRIPTS) cpSync(join(__dirname, script), join(root, 'infra/build', script));
  put('platform/source.ts', '');
  put('tsconfig.base.json', '{}');
  put('package-lock.json', '{}');
  put('node_modules/.package-lock.json', '{}');
  put('node_modules/typescript/bin/tsc', COMPILER);
  put('node_modules/vite/bin/vite.js', BUNDLER);
  return root;
}

interface Command {
  child: ChildProcess;
  /** What it has printed. */
  printed: () => string;
}

describe('commands that build at once', () => {
  let root: string;
  let commands: Command[];

  beforeEach(() => {
    root = checkout();
    commands = [];
  });
  afterEach(async () => {
    writeFileSync(join(root, 'finish'), '');
    for (const { child } of commands) child.kill('SIGKILL');
    await until(() => count('begin') === count('end'));
    rmSync(root, { recursive: true });
  });

  function start(script: string, ...args: string[]): Command {
    const environment = { ...process.env, npm_lifecycle_event: '', INIT_CWD: '' };
    const child = spawn(process.execPath, [join('infra/build', script), ...args], { cwd: root, env: environment });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += String(chunk)));
    const command = { child, printed: () => text };
    commands.push(command);
    return command;
  }

  async function ended({ child }: Command): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  const log = () => {
    appendFileSync(join(root, 'log'), '');
    return readFileSync(join(root, 'log'), 'utf8').split('\n').filter(Boolean);
  };
  const count = (what: string) => log().filter((line) => line.startsWith(what)).length;
  const finish = () => writeFileSync(join(root, 'finish'), '');
  const isWaiting = ({ printed }: Command) => printed().includes('Waiting for');

  it('wait for each other, say for whom, and build once', async () => {
    const all = Array.from({ length: 4 }, () => start('run.mjs', 'platform'));
    await until(() => all.filter(isWaiting).length === 3 && count('begin') === 1);
    const builder = all.find((command) => !isWaiting(command))!;
    finish();
    await Promise.all(all.map(ended));
    expect(log()).toHaveLength(2);
    for (const { printed } of all) expect(printed()).toContain('ran');
    const waited = all.filter((command) => command !== builder).map(({ printed }) => printed());
    const line = `parley: Waiting for node infra/build/run.mjs (process ${builder.child.pid}), which installs or builds …`;
    for (const text of waited) expect(text.split(line)).toHaveLength(2);
  });

  it('one that is killed lets the next one in, after its compiler has ended', async () => {
    const killed = start('run.mjs', 'platform');
    await until(() => count('begin') === 1);
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    const next = start('build.mjs');
    await until(() => isWaiting(next));
    expect(log()).toHaveLength(1);
    finish();
    await ended(next);
    expect(log().map((line) => line.split(' ')[0])).toEqual(['begin', 'end', 'begin', 'end']);
  });

  it('the id of a process that is another one now blocks nobody', async () => {
    const turns = join(root, 'infra/build/dist/turns');
    mkdirSync(turns, { recursive: true });
    const holder = { pid: process.pid, start: '1' };
    writeFileSync(join(turns, 'turn-7.json'), JSON.stringify({ command: 'npm start', processes: [holder] }));
    finish();
    const { child, printed } = start('run.mjs', 'platform');
    await once(child, 'exit');
    expect(printed()).toContain('ran');
    expect(printed()).not.toContain('Waiting');
  });
});
