// How much a first visit of the web client loads before anything is shown: what its page names, compressed.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './prepare.mjs';

const DIST = join(ROOT, 'clients/web/dist');
const BUDGET_BYTES = 270 * 1024;

const page = await readFile(join(DIST, 'index.html'), 'utf8');
const named = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path);
if (!named.some((path) => path.endsWith('.js'))) throw new Error('The page names no script');
const sizes = await Promise.all(named.map(async (path) => (await stat(join(DIST, `${path}.gz`))).size));
const bytes = sizes.reduce((sum, size) => sum + size, 0);
console.log(`A first visit loads ${bytes} bytes, compressed, of ${BUDGET_BYTES}: ${named.join(', ')}`);
if (bytes > BUDGET_BYTES) process.exitCode = 1;
