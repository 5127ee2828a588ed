// npm run release -- [patch|minor|major|VERSION] [--dry-run]: releases @parley/client, the one package that is not private.
// Lerna versions all packages alike, commits, tags and publishes. With --dry-run it versions a copy, packs and checks what
// npm would publish, and changes nothing here; this needs no registry login.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { compile, prepare, ROOT } from './prepare.mjs';

const LERNA = join(ROOT, 'node_modules', 'lerna', 'dist', 'cli.js');
const SDK = join('clients', 'sdk');
/** Anything else in the package is there by mistake, such as tests and sources. */
const MAY_BE_PACKED =
  /^(LICENSE|README\.md|package\.json|generated\/persisted-documents\.json|dist\/(cjs\/package\.json|[\w/-]+(\.d\.ts|\.js|\.js\.map)))$/;

const {
  values: { 'dry-run': isDryRun },
  positionals: [bump = 'patch'],
} = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } }, allowPositionals: true });

/** Runs a program, and ends this one if it fails. Returns what it printed. */
function run([program, ...args], { cwd = ROOT, stdio = ['ignore', 'pipe', 'inherit'] } = {}) {
  const shell = process.platform === 'win32' && program === 'npm';
  const { status, stdout, error } = spawnSync(program, args, { cwd, stdio, shell, encoding: 'utf8' });
  if (status === 0) return stdout;
  console.error(`${program} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}\n${stdout ?? ''}`);
  process.exit(1);
}

const lerna = (args, options) => run([process.execPath, LERNA, ...args], options);
const checkPackage = () => run([process.execPath, join(ROOT, 'infra', 'build', 'client-package.mjs')]).trim();

/** A repository of its own in a temporary folder, with all that versions and the client package are made of. */
function copyTo(folder) {
  const manifests = run(['git', 'ls-files', 'lerna.json', 'package-lock.json', '.npmrc', '*package.json']);
  for (const file of manifests.split('\n').filter(Boolean)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file));
  }
  for (const part of ['dist', 'generated', 'README.md'])
    cpSync(join(ROOT, SDK, part), join(folder, SDK, part), { recursive: true });
  // as Lerna does before it publishes
  cpSync(join(ROOT, 'LICENSE'), join(folder, SDK, 'LICENSE'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const git = ['git', '-c', 'user.name=release', '-c', 'user.email=release@localhost'];
  run(['git', 'init', '--quiet', '--initial-branch=main'], { cwd: folder });
  run([...git, 'add', ...manifests.split('\n').filter(Boolean)], { cwd: folder });
  run([...git, 'commit', '--quiet', '--message=Before the release'], { cwd: folder });
}

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** As a dependent has it: unpacked below `node_modules`. Returns its folder. */
function unpack(tarball, folder) {
  const unpacked = join(folder, 'dependent', 'node_modules', '@parley', 'client');
  mkdirSync(unpacked, { recursive: true });
  run(['tar', '-xzf', tarball, '-C', unpacked, '--strip-components=1']);
  return unpacked;
}

/** Each export, as an ES module and as CommonJS. */
function load(unpacked, { exports }) {
  const names = Object.keys(exports).filter((name) => !name.endsWith('.json'));
  for (const name of names.map((one) => one.replace('*', 'indexed-db').replace(/^\./, '@parley/client'))) {
    const cwd = join(unpacked, '..', '..', '..');
    run([process.execPath, '--input-type=module', '-e', `await import('${name}')`], { cwd });
    run([process.execPath, '--no-experimental-require-module', '-e', `require('${name}')`], { cwd });
  }
}

function fail(problem) {
  console.error(problem);
  process.exitCode = 1;
}

async function dryRun() {
  await prepare();
  console.log(checkPackage());
  const folder = mkdtempSync(join(tmpdir(), 'parley-release-'));
  try {
    copyTo(folder);
    const before = readJson(join(folder, SDK, 'package.json')).version;
    lerna(['version', bump, '--yes', '--force-publish', '--no-push', '--no-git-tag-version', '--loglevel=error'], {
      cwd: folder,
    });
    const manifest = readJson(join(folder, SDK, 'package.json'));
    if (manifest.version === before) fail(`The version stays ${before}`);
    const packed = run(['npm', 'pack', '--json', '--ignore-scripts', `--pack-destination=${folder}`], {
      cwd: join(folder, SDK),
    });
    const [{ id, filename, files, size }] = JSON.parse(packed);
    for (const { path, size: bytes } of files) console.log(`${String(bytes).padStart(8)} ${path}`);
    console.log(`${id}, before ${before}: ${files.length} files, ${size} bytes compressed`);
    const strangers = files.map(({ path }) => path).filter((path) => !MAY_BE_PACKED.test(path));
    if (strangers.length > 0) fail(`Files that do not belong into the package: ${strangers.join(', ')}`);
    const unpacked = unpack(join(folder, filename), folder);
    const [{ publint }, { formatMessage }] = await Promise.all([import('publint'), import('publint/utils')]);
    const { messages } = await publint({ pkgDir: unpacked, strict: true, pack: false });
    for (const message of messages) fail(`publint: ${formatMessage(message, manifest)}`);
    load(unpacked, manifest);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function release() {
  const stdio = 'inherit';
  await prepare();
  await compile();
  console.log(checkPackage());
  lerna(['version', bump, '--force-publish'], { stdio });
  lerna(['publish', 'from-git'], { stdio });
}

await (isDryRun ? dryRun() : release());
