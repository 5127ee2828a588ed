// Prepares a checkout for `npm start` and `npm test`. Plain JavaScript without packages: it runs before they are installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inTurn } from './turns.mjs';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const STAMPS = join(ROOT, 'node_modules', '.parley');
// neither `npm ci` nor a compiler removes this folder
const TURNS = join(ROOT, 'infra', 'build', 'dist', 'turns');
const SERVICES = ['packages', 'subgraphs', 'gateway', 'platform', 'clients/sdk', 'infra'];
const WEB = join('clients', 'web');
const OLDEST_NODE = [20, 19];

const STEPS = [
  { isDone: isInstalled, run: install },
  { isDone: isBuilt, run: build },
  { isDone: isWebClientBuilt, run: buildWebClient },
];

/**
 * Installs and builds whatever is missing or stale. If nothing is, this takes a few milliseconds. Commands that have work to do
 * take turns, and check again what is left when their turn comes.
 */
export async function prepare() {
  checkNode();
  if (STEPS.every(({ isDone }) => isDone())) return;
  await inBuildTurn(async (run) => {
    for (const step of STEPS) if (!step.isDone()) await step.run(run);
  });
}

/** Always compiles. */
export const compile = (args) => inBuildTurn((run) => build(run, args));

/** Runs `work`, which writes build output, while no other command does. `work` gets a function that runs programs. */
export function inBuildTurn(work) {
  const { npm_lifecycle_event: script } = process.env;
  const command = script ? `npm run ${script}` : `node ${relative(ROOT, process.argv[1] ?? '')}`;
  return inTurn({ folder: TURNS, command, say }, (include) => work((program, args) => run(program, args, include)));
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  fail(`Parley needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.version}`);
}

const LOCK = join(ROOT, 'package-lock.json');
const hashOfLock = () => createHash('sha256').update(readFileSync(LOCK)).digest('hex');

function isInstalled() {
  if (stamp('installed') === hashOfLock()) return true;
  if (!installedByHand()) return false;
  setStamp('installed', hashOfLock());
  return true;
}

async function install(run) {
  const wanted = hashOfLock();
  say('Installing packages');
  // with NODE_ENV=production, the compiler is still needed
  await run(npm(), ['ci', '--include=dev', '--no-audit', '--no-fund']);
  setStamp('installed', wanted);
}

/** npm writes a list of what it installed. If it is no older than the lock file, it belongs to that lock file. */
function installedByHand() {
  const list = statSync(join(ROOT, 'node_modules', '.package-lock.json'), { throwIfNoEntry: false });
  return list !== undefined && list.mtimeMs >= statSync(LOCK).mtimeMs;
}

const sources = () => fingerprint(SERVICES, /\.ts$|tsconfig.*\.json$/);

function isBuilt() {
  return stamp('built') === sources() && existsSync(join(ROOT, 'platform', 'dist', 'main.js'));
}

async function build(run, args = []) {
  const built = sources();
  say('Building');
  await run([process.execPath], [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', ...args]);
  setStamp('built', built);
}

const webSources = () => fingerprint(['clients/web', 'clients/sdk'], /\.(tsx?|css|html|svg|json|webmanifest)$/);

function isWebClientBuilt() {
  return stamp('built-web') === webSources() && existsSync(join(ROOT, WEB, 'dist', 'index.html'));
}

async function buildWebClient(run) {
  const built = webSources();
  say('Building the web client');
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  await run([process.execPath], [vite, 'build', WEB, '--logLevel', 'error']);
  setStamp('built-web', built);
}

/** Changes whenever a source is added, changed or removed. */
function fingerprint(parts, sources) {
  const hash = createHash('sha256');
  for (const part of parts) {
    const files = readdirSync(join(ROOT, part), { recursive: true, withFileTypes: true });
    for (const file of files) {
      const path = join(file.parentPath, file.name);
      if (!sources.test(file.name) || /[\\/](node_modules|dist)[\\/]/.test(path)) continue;
      const { mtimeMs, size } = statSync(path);
      hash.update(`${path} ${mtimeMs} ${size}\n`);
    }
  }
  return hash.update(readFileSync(join(ROOT, 'tsconfig.base.json'))).digest('hex');
}

function stamp(name) {
  const path = join(STAMPS, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function setStamp(name, value) {
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(join(STAMPS, name), value);
}

/** The npm that runs this script, or the one on the path. */
function npm() {
  const { npm_execpath: path } = process.env;
  return path?.endsWith('.js') ? [process.execPath, path] : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

async function run([program, ...first], args, include) {
  const child = spawn(program, [...first, ...args], { cwd: ROOT, stdio: 'inherit' });
  include(child.pid);
  const [status] = await once(child, 'exit').catch((error) => fail(error.message));
  if (status !== 0) process.exit(status ?? 1);
}

function say(what) {
  console.error(`parley: ${what} …`);
}

function fail(why) {
  console.error(`parley: ${why}`);
  process.exit(1);
}
