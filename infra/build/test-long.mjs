import { spawnSync } from 'node:child_process';

// new graphs each time, until one is answered in another way than by one schema
const { JUDGE_SEED = String(Date.now() % 1_000_000), JUDGE_WORLDS = 'Infinity' } = process.env;
console.log(`JUDGE_SEED=${JUDGE_SEED}`);
const { status } = spawnSync('npx', ['jest', 'gateway/execution/judge', '--selectProjects', 'unit'], {
  env: { ...process.env, JUDGE_SEED, JUDGE_WORLDS },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
