// npm start: the whole platform in this process, built first if need be.
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
 * npm passes SIGTERM on to the shell that it runs scripts in, and some shells (dash) die of it without telling us.
 * Then we have another parent.
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
