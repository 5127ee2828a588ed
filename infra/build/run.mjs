// npm run parley, gateway, bench: runs a program of this repository in this process, and builds it first if it is stale.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, ROOT } from './prepare.mjs';

const [program, ...args] = process.argv.slice(2);
await prepare();
const main = join(ROOT, program, 'dist', 'main.js');
// paths in arguments are relative to the folder where npm was called
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
process.argv = [process.argv[0], main, ...args];
await import(pathToFileURL(main).href);
