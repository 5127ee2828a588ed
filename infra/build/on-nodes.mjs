// Runs the unit tests on other releases of Node, if npm can install them: node infra/build/on-nodes.mjs FOLDER 22 24
// Writes jest's counts to FOLDER/node-22 and so on; `{}` remains there if jest does not finish. The releases come from npm
// packages that contain only the program.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ROOT } from './prepare.mjs';

const CACHE = process.env.PARLEY_NODES_CACHE || join(homedir(), '.cache', 'parley-nodes');
const PACKAGE = `node-${process.platform}-${process.arch}`;

/** The path of the program; undefined if it is not installed and cannot be. */
function install(release) {
  const folder = join(CACHE, release);
  const program = join(folder, 'node_modules', PACKAGE, 'bin', 'node');
  mkdirSync(folder, { recursive: true });
  const options = [
    '--prefix',
    folder,
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--loglevel',
    'error',
  ];
  spawnSync('npm', ['install', ...options, `${PACKAGE}@${release}`], { stdio: 'ignore', timeout: 120_000 });
  const { status } = existsSync(program) ? spawnSync(program, ['--version']) : { status: 1 };
  return status === 0 ? program : undefined;
}

function test(release, program, output) {
  const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = [
    '--selectProjects',
    'unit',
    '--ci',
    '--silent',
    '--reporters',
    'summary',
    '--json',
    '--outputFile',
    output,
  ];
  console.log(
    `Unit tests on Node ${release} (${spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim()})`,
  );
  return spawnSync(program, [jest, ...args], { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
}

const [folder, ...releases] = process.argv.slice(2);
for (const release of releases.filter((one) => one !== process.versions.node.split('.')[0])) {
  const program = install(release);
  if (!program) console.log(`Node ${release} can not be had here: the unit tests did not run on it.`);
  else if (test(release, program, resolve(folder, `node-${release}`)) !== 0) process.exitCode = 1;
}
