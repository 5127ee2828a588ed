// What `npm start` and `npm test` need before anything is installed: plain JavaScript, no packages.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const STAMPS = join(ROOT, 'node_modules', '.parley');
const SERVICES = ['packages', 'subgraphs', 'gateway', 'platform', 'clients/sdk', 'infra'];
const WEB = join('clients', 'web');
const OLDEST_NODE = [20, 19];

/** Brings a checkout, however fresh, to where it can run. What is done already costs a few milliseconds. */
export function prepare() {
  checkNode();
  install();
  build();
  buildWebClient();
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  fail(`Parley needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.version}`);
}

function install() {
  const lock = join(ROOT, 'package-lock.json');
  const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex');
  if (stamp('installed') === wanted) return;
  if (!installedByHand(lock)) {
    say('Installing packages');
    // whoever has set NODE_ENV=production still needs the compiler
    run(npm(), ['ci', '--include=dev', '--no-audit', '--no-fund']);
  }
  setStamp('installed', wanted);
}

/** npm leaves a list of what it installed; one that is no older than the lock file is of that lock file. */
function installedByHand(lock) {
  const list = statSync(join(ROOT, 'node_modules', '.package-lock.json'), { throwIfNoEntry: false });
  return list !== undefined && list.mtimeMs >= statSync(lock).mtimeMs;
}

function build() {
  const sources = fingerprint(SERVICES, /\.ts$|tsconfig.*\.json$/);
  if (stamp('built') === sources && existsSync(join(ROOT, 'platform', 'dist', 'main.js'))) return;
  say('Building');
  run([process.execPath], [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-b']);
  setStamp('built', sources);
}

function buildWebClient() {
  const sources = fingerprint(['clients/web', 'clients/sdk'], /\.(tsx?|css|html|svg|json|webmanifest)$/);
  if (stamp('built-web') === sources && existsSync(join(ROOT, WEB, 'dist', 'index.html'))) return;
  say('Building the web client');
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  run([process.execPath], [vite, 'build', WEB, '--logLevel', 'error']);
  setStamp('built-web', sources);
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

function run([program, ...first], args) {
  const { status, error } = spawnSync(program, [...first, ...args], { cwd: ROOT, stdio: 'inherit' });
  if (error) fail(error.message);
  if (status !== 0) process.exit(status ?? 1);
}

function say(what) {
  console.error(`parley: ${what} …`);
}

function fail(why) {
  console.error(`parley: ${why}`);
  process.exit(1);
}
