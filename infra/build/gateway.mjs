// npm run gateway: serves any supergraph in this process, built first if need be.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, ROOT } from './prepare.mjs';

prepare();
const main = join(ROOT, 'platform', 'dist', 'main.js');
// files are named as seen from where npm was called
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
process.argv = [process.argv[0], main, 'gateway', ...process.argv.slice(2)];
await import(pathToFileURL(main).href);
