import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { until } from '@parley/testing/until';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import type { Service } from '@parley/runtime/service';
import pino from 'pino';
import { inspectJobs } from './inspect';
import { jobRunner } from './job-runner';
import type { JobQueue, RunJob } from './jobs';
import { migrateJobs, pgBossJobs } from './pg-boss';

const QUEUE: JobQueue = { name: 'tests', retries: 1, retryDelaySeconds: 1, expireSeconds: 1 };

const logger = pino({ level: 'silent' });
const jobs = pgBossJobs();

let fresh: FreshDatabase;
let runners: Service[];
beforeEach(async () => {
  fresh = await freshDatabase();
  runners = [];
  await migrateJobs(fresh.url, [QUEUE]);
});
afterEach(async () => {
  await Promise.all(runners.map((runner) => runner.stop()));
  await fresh.close();
});

async function run(handler: RunJob<{ n: number }>, metrics = createMetrics()): Promise<void> {
  const handlers = { tests: handler };
  const runner = jobRunner({
    database: fresh.database,
    url: fresh.url,
    handlers,
    logger,
    metrics,
    pollMs: 20,
    expireEverySeconds: 1,
  });
  runners.push(runner);
  await runner.start();
}

const add = (n: number): Promise<string> => fresh.database.transaction((tx) => jobs.add(tx, 'tests', { n }));
const inspected = () => inspectJobs(fresh.database);
/** Without those by which pg-boss passes on what a schedule adds. */
const noneOfPgBoss = async () =>
  (await fresh.database.query(`select from jobs.job where name like '\\_%' and state < 'completed'`)).length === 0;
const none = async () => (await inspected().counts()).length === 0;

it('runs each job once, in one of several processes, and leaves nothing behind', async () => {
  const ran: number[] = [];
  for (let process = 0; process < 3; process++) await run(async ({ data }) => void ran.push(data.n));
  const numbers = Array.from({ length: 50 }, (_, n) => n);
  await Promise.all(numbers.map(add));
  await until(none);
  expect(ran.sort((one, other) => one - other)).toEqual(numbers);
});

it('adds a job of a schedule once, however many processes run jobs', async () => {
  await migrateJobs(fresh.url, [{ ...QUEUE, cron: '* * * * *' }]);
  const startedAt = Date.now();
  const ran: string[] = [];
  for (let process = 0; process < 3; process++) await run(async ({ id }) => void ran.push(id));
  await until(async () => ran.length > 0);
  // a second process would have passed its own on by now
  await until(noneOfPgBoss);
  const minutes = Math.floor(Date.now() / 60_000) - Math.floor(startedAt / 60_000);
  expect(ran.length).toBeLessThanOrEqual(1 + minutes);
});

it('adds no job of a schedule that is gone', async () => {
  await migrateJobs(fresh.url, [{ ...QUEUE, cron: '* * * * *' }]);
  await migrateJobs(fresh.url, [QUEUE]);
  expect(await fresh.database.query('select name from jobs.schedule')).toEqual([]);
});

it('runs a job of a schedule again whose process was killed in the middle', async () => {
  await migrateJobs(fresh.url, [{ ...QUEUE, cron: '* * * * *' }]);
  const started: string[] = [];
  let resolve = (): void => undefined;
  const killed = new Promise<void>((done) => (resolve = done));
  await run(async ({ id }) => {
    started.push(id);
    // as if it were killed: it does not end while another one runs it
    if (started.length === 1) await killed;
  });
  await until(async () => started.length === 1);
  await run(async ({ id }) => void started.push(id));
  await until(async () => started.filter((id) => id === started[0]).length === 2);
  resolve();
});

it('runs no job whose transaction was rolled back', async () => {
  const ran: number[] = [];
  await run(async ({ data }) => void ran.push(data.n));
  const refused = fresh.database.transaction(async (tx) => {
    await jobs.add(tx, 'tests', { n: 1 });
    throw new Error('no');
  });
  await expect(refused).rejects.toThrow('no');
  await add(2);
  await until(none);
  expect(ran).toEqual([2]);
});

it('retries a job that failed under the same id, and shows it until it succeeded', async () => {
  const ids: string[] = [];
  await run(async ({ id }) => {
    ids.push(id);
    if (ids.length === 1) throw new Error('the first time');
  });
  const id = await add(1);
  await until(async () => (await inspected().find(id))?.error === 'the first time');
  await until(none);
  expect(ids).toEqual([id, id]);
});

it('gives up a job after its last retry, until an operator retries it', async () => {
  let fails = true;
  const metrics = createMetrics();
  await run(async () => {
    if (fails) throw new Error('always');
  }, metrics);
  const id = await add(1);
  await until(async () => (await inspected().find(id))?.state === 'dead');
  expect(await inspected().list({ state: 'dead', limit: 10 })).toMatchObject([
    { queue: 'tests', id, retries: 1, error: 'always' },
  ]);
  const { text } = await metrics.scrape();
  expect(text).toContain('parley_jobs_items{queue="tests",state="dead"} 1');
  expect(text).toContain('parley_jobs_total{queue="tests",outcome="dead"} 1');
  fails = false;
  expect(await inspected().retry('tests')).toBe(1);
  await until(none);
});

it('runs a job again whose process was killed', async () => {
  const id = await add(1);
  // as a killed process leaves it
  await fresh.database.query(`update jobs.job set state = 'active', started_on = now() where id = $1`, [id]);
  const ran: string[] = [];
  await run(async (job) => void ran.push(job.id));
  await until(none);
  expect(ran).toEqual([id]);
});

it('removes a dead job, and none that runs', async () => {
  let end: () => void = () => undefined;
  await run(({ data }) => (data.n === 1 ? Promise.reject(new Error('x')) : new Promise<void>((done) => (end = done))));
  const dead = await add(1);
  await until(async () => (await inspected().find(dead))?.state === 'dead');
  const running = await add(2);
  await until(async () => (await inspected().find(running))?.state === 'running');
  expect(await inspected().remove('tests', [dead, running])).toBe(1);
  end();
  await until(none);
});

it('refuses a job of a queue that does not exist', async () => {
  const added = fresh.database.transaction((tx) => jobs.add(tx, 'nowhere', {}));
  await expect(added).rejects.toThrow('There is no queue nowhere');
});

it('can be migrated by several processes at once, and again', async () => {
  await Promise.all(Array.from({ length: 5 }, () => migrateJobs(fresh.url, [QUEUE])));
  const ran: number[] = [];
  await run(async ({ data }) => void ran.push(data.n));
  await add(1);
  await until(none);
  expect(ran).toEqual([1]);
});
