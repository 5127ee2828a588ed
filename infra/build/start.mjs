// npm start: the whole platform in this process, built first if need be.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, ROOT } from './prepare.mjs';

prepare();
if (!process.env.PARLEY_ENV) process.env.PARLEY_ENV = 'development';
const main = join(ROOT, 'platform', 'dist', 'main.js');
// in this process, so that signals need no forwarding
process.argv = [process.argv[0], main, 'serve', ...process.argv.slice(2)];
await import(pathToFileURL(main).href);
