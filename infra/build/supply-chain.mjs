// Checks package-lock.json, and writes what the project is made of to dist/: sbom.cdx.json (CycloneDX 1.5) and licences.txt.
// Without a network: both are of the lock file alone. `--check` writes nothing.
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { ROOT } from './prepare.mjs';

const REGISTRY = 'https://registry.npmjs.org/';
/** Base64 of 64 bytes. */
const SHA512 = /^sha512-[A-Za-z0-9+/]{86}==$/;

/** Entries of packages that are not of this repository. */
const installed = (lock) =>
  Object.entries(lock.packages).filter(([path, entry]) => path.includes('node_modules/') && !entry.link);

/**
 * What is wrong with a lock file: an entry without a SHA-512 of its content, or one that comes from anywhere but the registry, as
 * from Git, from a file or from another server. Without `resolved` it comes from the registry that npm is set to (.npmrc).
 */
export function problemsOf(lock) {
  return installed(lock).flatMap(([path, { resolved, integrity, inBundle }]) => [
    ...(inBundle || SHA512.test(integrity ?? '') ? [] : [`${path} has no SHA-512`]),
    ...(resolved === undefined || resolved.startsWith(REGISTRY) ? [] : [`${path} comes from ${resolved}`]),
  ]);
}

/** `licence: name@version`, sorted, each once; with what is only for development apart. */
export function licencesOf(lock) {
  const lines = { shipped: new Set(), development: new Set() };
  for (const [path, { version, license = 'UNKNOWN', dev }] of installed(lock)) {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    lines[dev ? 'development' : 'shipped'].add(`${license}: ${name}@${version}`);
  }
  const list = (set) => [...set].sort().join('\n');
  return `What runs or may run:\n${list(lines.shipped)}\n\nFor development alone:\n${list(lines.development)}\n`;
}

async function sbom() {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--offline'];
  const { stdout } = await promisify(execFile)('npm', args, {
    cwd: ROOT,
    maxBuffer: 64 * 1_048_576,
    shell: process.platform === 'win32',
  });
  const made = JSON.parse(stdout);
  if (made.bomFormat !== 'CycloneDX' || !(made.components?.length > 0))
    throw new Error('npm made no list of components');
  return stdout;
}

async function main() {
  const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'));
  const problems = problemsOf(lock);
  for (const problem of problems) console.error(`package-lock.json: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  if (process.argv.includes('--check')) return;
  const folder = join(ROOT, 'dist');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'sbom.cdx.json'), await sbom());
  await writeFile(join(folder, 'licences.txt'), licencesOf(lock));
  console.log(`${installed(lock).length} packages: dist/sbom.cdx.json, dist/licences.txt`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
