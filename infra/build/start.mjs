// npm start: runs the whole platform in this process, and builds it first if it is stale.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, ROOT } from './prepare.mjs';

await prepare();
if (!process.env.PARLEY_ENV) process.env.PARLEY_ENV = 'development';
if (process.env.npm_lifecycle_event === 'start') stopWithNpm();
const main = join(ROOT, 'platform', 'dist', 'main.js');
process.argv = [process.argv[0], main, 'serve', ...process.argv.slice(2)];
await import(pathToFileURL(main).href);

/**
 * npm sends SIGTERM to the shell that runs the script, and some shells (dash) exit without passing it on. This process then
 * has another parent.
 */
function stopWithNpm() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 200);
  watch.unref();
}
