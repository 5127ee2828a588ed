// npm run test:long: tests with made-up cases, again and again with other ones, until one fails. Arguments go to jest.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, ROOT } from './prepare.mjs';

await prepare();
const MADE_UP = /'fast-check'|testing\/seed'|scenario\/twenty-people'/;
const listed = spawnSync('git', ['ls-files', '*.test.ts'], { cwd: ROOT, encoding: 'utf8' }).stdout.trim().split('\n');
const files = listed.filter((file) => MADE_UP.test(readFileSync(join(ROOT, file), 'utf8')));
const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
const { TEST_SEED } = process.env;

for (let status = 0; status === 0;) {
  const seed = TEST_SEED ?? String(randomInt(1_000_000_000));
  console.log(`TEST_SEED=${seed}`);
  const args = [...files, ...process.argv.slice(2), '--ignoreProjects', 'services'];
  const env = { ...process.env, TEST_SEED: seed, JUDGE_WORLDS: process.env.JUDGE_WORLDS ?? '1000' };
  status = spawnSync(process.execPath, [jest, ...args], { cwd: ROOT, env, stdio: 'inherit' }).status ?? 1;
  // the one that was asked for is tried once
  if (TEST_SEED) process.exit(status);
  process.exitCode = status;
}
