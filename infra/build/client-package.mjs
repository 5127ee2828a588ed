// Builds what npm publishes of @parley/client: the ES modules that tsc built, the same as CommonJS, and types for both.
// Checks that both can be loaded, that both have types, and how many bytes a browser loads.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';
import { inBuildTurn, ROOT } from './prepare.mjs';

const SDK = join(ROOT, 'clients/sdk');
const DIST = join(SDK, 'dist');
const CJS = join(DIST, 'cjs');
const BUDGET_BYTES = 30 * 1024;

/** What a page imports: everything that `connect` reaches, the outbox in IndexedDB, and links. */
const PAGE = `
export { connect } from './dist/index.js';
export { indexedDbStorage } from './dist/storage/indexed-db.js';
export { parseLink, formatLink } from './dist/links.js';
`;

const CONSUMER = `
import { connect, type ParleyClient } from '@parley/client';
import { parseLink } from '@parley/client/links';
import { useStore } from '@parley/client/react';
export const client: ParleyClient = connect({ url: 'http://localhost:4000' });
export const id: string | undefined = parseLink('parley:/c/1')?.conversationId;
export const status: string = useStore(client.connection).status;
`;

/** The compiler leaves the output of sources that were removed or moved since. */
async function removeStale() {
  for (const file of await readdir(DIST, { recursive: true })) {
    const [, source] = /^(.*?)(?:\.d\.ts|\.js)(?:\.map)?$/.exec(file) ?? [];
    if (source !== undefined && !existsSync(join(SDK, `${source}.ts`))) await rm(join(DIST, file));
  }
}

async function writeCommonJs() {
  await rm(CJS, { recursive: true, force: true });
  await removeStale();
  for (const file of await readdir(DIST, { recursive: true })) {
    if (!/\.(js|d\.ts)$/.test(file)) continue;
    const [from, to] = [join(DIST, file), join(CJS, file)];
    await mkdir(dirname(to), { recursive: true });
    if (file.endsWith('.js')) {
      const { code } = await transform(await readFile(from, 'utf8'), { format: 'cjs', target: 'es2022' });
      await writeFile(to, code);
    } else await copyFile(from, to);
  }
  await writeFile(join(CJS, 'package.json'), '{ "type": "commonjs" }\n');
}

/** Without modules that are loaded on demand. Errors: if the bundle contains graphql, which it does not need. */
async function bundleBytes() {
  const { outputFiles, metafile } = await build({
    stdin: { contents: PAGE, resolveDir: SDK },
    ...{
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      splitting: true,
      outdir: 'out',
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
    },
  });
  const stranger = Object.keys(metafile.inputs).find((input) => /node_modules\/graphql\//.test(input));
  if (stranger) throw new Error(`${stranger} is in the browser's bundle`);
  const outputs = Object.entries(metafile.outputs);
  const [entry] = outputs.find(([, { entryPoint }]) => entryPoint === '<stdin>');
  const loaded = new Set([entry]);
  for (const file of loaded)
    for (const { path, kind } of metafile.outputs[file].imports) if (kind === 'import-statement') loaded.add(path);
  const files = outputFiles.filter(({ path }) => [...loaded].some((file) => path.endsWith(file)));
  return files.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
}

function run(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: SDK, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

/** Loads the package as ESM and as CommonJS, by its name, as users do. */
function checkLoading() {
  const names = 'Object.keys(client).sort().join()';
  const imported = run('--input-type=module', '-e', `import * as client from '@parley/client'; console.log(${names})`);
  const required = run(
    '--no-experimental-require-module',
    '-e',
    `const client = require('@parley/client'); console.log(${names})`,
  );
  if (imported !== required) throw new Error(`imported: ${imported}required: ${required}`);
}

async function checkTypes() {
  const files = ['cts', 'mts'].map((extension) => join(DIST, `consumer.${extension}`));
  for (const file of files) await writeFile(file, CONSUMER);
  const options = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'node20',
    '--target',
    'es2022',
    '--types',
    'node',
  ];
  run(join(ROOT, 'node_modules/typescript/bin/tsc'), ...options, ...files);
  for (const file of files) await rm(file);
}

await inBuildTurn(async () => {
  await writeCommonJs();
  checkLoading();
  await checkTypes();
});
const bytes = await bundleBytes();
console.log(`@parley/client in a browser: ${bytes} bytes compressed, of ${BUDGET_BYTES}`);
if (bytes > BUDGET_BYTES) process.exitCode = 1;
