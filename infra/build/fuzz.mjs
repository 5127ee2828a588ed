// npm run fuzz: random operations and frames against the whole platform, each round with a new seed, until one fails.
// FUZZ_OPERATIONS is their number in each round. TEST_SEED repeats one round.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { prepare, ROOT } from './prepare.mjs';

await prepare();
const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
const { TEST_SEED, FUZZ_OPERATIONS = '20000' } = process.env;

for (let status = 0; status === 0;) {
  const seed = TEST_SEED ?? String(randomInt(1_000_000_000));
  console.log(`TEST_SEED=${seed}`);
  const args = [jest, 'platform/tests/faults/fuzz.embedded.test.ts', '--selectProjects', 'embedded'];
  const env = { ...process.env, TEST_SEED: seed, FUZZ_OPERATIONS };
  status = spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' }).status ?? 1;
  if (TEST_SEED) process.exit(status);
  process.exitCode = status;
}
