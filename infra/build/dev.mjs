// npm run dev: compiles changed sources, composes the graph and generates clients if the schema has changed, then restarts the
// platform, and serves the page with hot reload.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { inBuildTurn, prepare, ROOT } from './prepare.mjs';

await prepare();
const { PORT: port = '4000' } = process.env;
const { concurrently } = await import('concurrently');
const modules = join(ROOT, 'node_modules');
const main = join(ROOT, 'platform', 'dist', 'main.js');
const arguments_ = process.argv.slice(2).join(' ');

const { commands, result } = concurrently(
  [
    { name: 'compiler', command: `node ${join(modules, 'typescript/bin/tsc')} -b --watch --preserveWatchOutput` },
    {
      name: 'server',
      command: `node --watch --watch-preserve-output --max-semi-space-size=64 ${main} serve ${arguments_}`,
      env: { PARLEY_ENV: process.env.PARLEY_ENV ?? 'development' },
    },
    {
      name: 'page',
      command: `node ${join(modules, 'vite/bin/vite.js')} ${join('clients', 'web')}`,
      env: { PARLEY_URL: process.env.PARLEY_URL ?? `http://localhost:${port}` },
    },
  ],
  { cwd: ROOT, killOthersOn: ['failure', 'success'], prefixColors: ['dim', 'green', 'cyan'] },
);

let running = Promise.resolve();
/** Runs tasks one after the other. A failure is printed, and stops nothing. */
const next = (work) => (running = running.then(work).catch((error) => console.error(error.message)));

/** Called when the compiler is done. */
let compiled = () => undefined;
commands[0].stdout.subscribe((chunk) => {
  const text = String(chunk);
  // other commands that build wait for it
  if (/Starting (incremental )?compilation/.test(text))
    void inBuildTurn(() => new Promise((resolve) => (compiled = resolve)));
  if (!/Watching for file changes/.test(text)) return;
  next(takeUpSchema).finally(() => compiled());
});
watch(join(ROOT, 'clients', 'sdk', 'operations'), () => next(generateClients));

async function takeUpSchema() {
  const written = await run(join(ROOT, 'infra', 'build', 'dist', 'compose.js'));
  if (!written.includes('written: ')) return;
  if (written.includes('api.graphql')) await generateClients();
  // the server reads the graph when it starts, and restarts when its program changes
  await utimes(main, new Date(), new Date());
}

const generateClients = () => run(join(modules, '@graphql-codegen', 'cli', 'esm', 'bin.js'), '--config', 'codegen.ts');

/** Returns what the program prints to standard output, and prints it too. */
async function run(...args) {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  await once(child, 'close');
  process.stdout.write(output);
  return output;
}

// Ctrl+C ends all three processes
await result.catch(() => undefined);
process.exit();
