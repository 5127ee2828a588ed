// npm run dev: compiles whatever is changed, starts the platform again when that is done, and serves the page with hot reload.
import { join } from 'node:path';
import { prepare, ROOT } from './prepare.mjs';

await prepare();
const { PORT: port = '4000' } = process.env;
const { concurrently } = await import('concurrently');
const modules = join(ROOT, 'node_modules');
const main = join(ROOT, 'platform', 'dist', 'main.js');
const arguments_ = process.argv.slice(2).join(' ');

const { result } = concurrently(
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
// whoever ends it with Ctrl+C ends all three
await result.catch(() => undefined);
