// npm run parley, gateway, bench: a program of ours in this process, built first if need be.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, ROOT } from './prepare.mjs';

const [program, ...args] = process.argv.slice(2);
await prepare();
const main = join(ROOT, program, 'dist', 'main.js');
// files are named as seen from where npm was called
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
process.argv = [process.argv[0], main, ...args];
await import(pathToFileURL(main).href);
