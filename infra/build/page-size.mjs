// How many bytes the web client loads, compressed, until the sign-in form and until a conversation is shown.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './prepare.mjs';

const DIST = join(ROOT, 'clients/web/dist');
const STAGES = [
  { what: 'The way in', parts: ['index'], budgetBytes: 125 * 1024 },
  { what: 'A conversation', parts: ['index', 'workspace'], budgetBytes: 245 * 1024 },
];

const manifest = JSON.parse(await readFile(join(DIST, '.vite', 'manifest.json'), 'utf8'));

/** Finds a part by its name in the build. */
function partOf(name) {
  const found = Object.entries(manifest).find(
    ([, part]) => part.name === name && (part.isEntry || part.isDynamicEntry),
  );
  if (!found) throw new Error(`Nothing is called ${name}`);
  return found[0];
}

/** The files that a part needs: its script and styles, and those of its imports. */
function filesOf(part, files = new Set()) {
  const { file, css = [], imports = [] } = manifest[part];
  if (files.has(file)) return files;
  for (const one of [file, ...css]) files.add(one);
  for (const one of imports) filesOf(one, files);
  return files;
}

for (const { what, parts, budgetBytes } of STAGES) {
  const files = [...new Set(parts.flatMap((name) => [...filesOf(partOf(name))]))];
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(DIST, `${file}.gz`))).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  console.log(`${what} loads ${bytes} bytes, compressed, of ${budgetBytes}: ${files.join(', ')}`);
  if (bytes > budgetBytes) process.exitCode = 1;
}
