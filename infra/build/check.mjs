// npm run check: all checks of the code but the tests. Prints failures, and how long each check took.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { prepare, ROOT } from './prepare.mjs';

const bin = (name) => join(ROOT, 'node_modules', '.bin', name);
const CACHE = 'node_modules/.parley';

/** Slowest first, so that no slow check runs alone at the end. */
const CHECKS = {
  'eslint (habits)': [bin('eslint'), '.', '--cache', '--cache-location', `${CACHE}/eslint`],
  'tsc (types, with tests)': [bin('tsc'), '-p', 'tsconfig.tests.json'],
  'tsc (types of the web client)': [bin('tsc'), '-p', 'clients/web'],
  'dependency-cruiser (directions of imports)': [
    bin('depcruise'),
    ...['packages', 'subgraphs', 'gateway', 'platform', 'infra', 'clients'],
  ],
  'prettier (format)': [
    bin('prettier'),
    ...['--check', '.', '--log-level', 'warn', '--cache', '--cache-location', `${CACHE}/prettier`],
  ],
  'supply chain (lock file: registry and digest of each package)': [
    process.execPath,
    'infra/build/supply-chain.mjs',
    '--check',
  ],
  'knip (what nobody uses)': [bin('knip'), '--no-config-hints'],
  'compose (generated schemas, released API)': [process.execPath, 'infra/build/dist/compose.js', '--check'],
  'release (the client package as npm would publish it, bundle size (budget))': [
    process.execPath,
    'infra/build/release.mjs',
    '--dry-run',
  ],
  'web client (size of a first visit, budget)': [process.execPath, 'infra/build/page-size.mjs'],
  'codegen (generated clients)': [bin('graphql-codegen'), '--config', 'codegen.ts', '--check'],
};

function run(name, [program, ...args]) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => (output += error.message));
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}, ${seconds} s`);
      if (code !== 0) console.log(output.trimEnd());
      resolve(code === 0);
    });
  });
}

await prepare();
const waiting = Object.entries(CHECKS);
const results = [];
async function worker() {
  for (let next = waiting.shift(); next; next = waiting.shift()) results.push(await run(...next));
}
await Promise.all(Array.from({ length: availableParallelism() }, worker));
const failed = results.filter((ok) => !ok).length;
console.log(failed === 0 ? 'All checks are fine.' : `${failed} of ${results.length} checks failed.`);
process.exitCode = failed === 0 ? 0 : 1;
