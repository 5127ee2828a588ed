// npm test: every test that needs nothing but this machine. What follows `--` goes to jest.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { prepare, ROOT } from './prepare.mjs';

await prepare();
const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
// last, as it takes all words that follow
const args = [...process.argv.slice(2), '--ignoreProjects', 'services'];
const { status } = spawnSync(process.execPath, [jest, ...args], { cwd: ROOT, stdio: 'inherit' });
process.exitCode = status ?? 1;
