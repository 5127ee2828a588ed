import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { until } from '@parley/testing/until';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { Service } from '@parley/runtime/service';
import pino from 'pino';
import { inspectJobs } from './inspect';
import { jobRunner } from './job-runner';
import { createJobSignals } from './job-signals';
import type { JobQueue, NewJob, RunJob } from './jobs';
import { migrateJobs, pgBossJobs } from './pg-boss';

const QUEUE: JobQueue = { name: 'tests', retries: 1, retryDelaySeconds: 1, expireSeconds: 1 };

const logger = pino({ level: 'silent' });
const signals = createJobSignals();
const jobs = pgBossJobs(signals);

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

interface RunOptions {
  queue?: JobQueue;
  metrics?: Metrics;
  pollMs?: number;
}

async function run(
  run: RunJob<{ n: number }>,
  { queue = QUEUE, metrics = createMetrics(), pollMs = 20 }: RunOptions = {},
): Promise<void> {
  const { database, url } = fresh;
  const handlers = [{ queue, run }];
  const often = { pollMs, expireEverySeconds: 1, scheduleEverySeconds: 1 };
  const runner = jobRunner({ database, url, handlers, signals, logger, metrics, ...often });
  runners.push(runner);
  await runner.start();
}

const add = (n: number, options?: Omit<NewJob, 'data'>): Promise<string> =>
  fresh.database.transaction((tx) => jobs.add(tx, 'tests', { data: { n }, ...options }));
const inspected = () => inspectJobs(fresh.database);
/** Without those by which pg-boss passes on what a schedule adds. */
const noneOfPgBoss = async () =>
  (await fresh.database.query(`select from jobs.job where name like '\\_%' and state < 'completed'`)).length === 0;
const none = async () => (await inspected().counts()).length === 0;

it('runs each job once, in one of several processes, and leaves nothing behind', async () => {
  const ran: number[] = [];
  for (let process = 0; process < 3; process++) await run(async ({ data }) => void ran.push(data.n));
  const numbers = Array.from({ length: 50 }, (_, n) => n);
  await Promise.all(numbers.map((n) => add(n)));
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
    await jobs.add(tx, 'tests', { data: { n: 1 } });
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
  await run(
    async () => {
      if (fails) throw new Error('always');
    },
    { metrics },
  );
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

const AN_HOUR_MS = 3_600_000;

it('runs a job as soon as its transaction has committed, without a poll', async () => {
  const ran: number[] = [];
  await run(async ({ data }) => void ran.push(data.n), { pollMs: AN_HOUR_MS });
  for (const n of [1, 2, 3]) {
    await add(n);
    await until(async () => ran.length === n);
  }
  expect(ran).toEqual([1, 2, 3]);
});

it('runs a job no earlier than it says', async () => {
  const ran: number[] = [];
  await run(async ({ data }) => void ran.push(data.n));
  const later = await add(1, { after: new Date(Date.now() + AN_HOUR_MS) });
  await add(2);
  await until(async () => ran.length === 1);
  expect(ran).toEqual([2]);
  await fresh.database.query('update jobs.job set start_after = now() where id = $1', [later]);
  await until(none);
  expect(ran).toEqual([2, 1]);
});

it('runs as many jobs of a queue at the same time as it says', async () => {
  let [now, most] = [0, 0];
  for (let n = 0; n < 12; n++) await add(n);
  const work = async (): Promise<void> => {
    most = Math.max(most, ++now);
    await until(async () => most === 4);
    now--;
  };
  await run(work, { queue: { ...QUEUE, concurrency: 4, expireSeconds: 60 } });
  await until(none);
  expect(most).toBe(4);
});

it('retries after the longest delay at most, however often the job has failed', async () => {
  const id = await add(1);
  await fresh.database.query(
    `update jobs.job set retry_limit = 20, retry_count = 12, retry_delay = 60, started_on = now() where id = $1`,
    [id],
  );
  let failures = 0;
  const fails = async (): Promise<void> => {
    failures++;
    throw new Error('still down');
  };
  await run(fails, { queue: { ...QUEUE, maxRetryDelaySeconds: 30 } });
  await until(async () => failures === 1);
  const delayMs = async () => (await inspected().find(id))!.due.getTime() - Date.now();
  await until(async () => (await inspected().find(id))?.state === 'waiting' && (await delayMs()) <= 30_000);
  expect(await delayMs()).toBeGreaterThan(0);
});

describe('who waits for a run', () => {
  const waitFor = (key: string, isDone = false, patienceMs = AN_HOUR_MS) =>
    jobs.waitForRun('tests', key, { patienceMs, isDone: async () => isDone });

  it('waits until it ends, whatever its outcome', async () => {
    const ends = new Map<number, (error?: Error) => void>();
    const work = ({ data }: { data: { n: number } }) =>
      new Promise<void>((resolve, reject) => ends.set(data.n, (error) => (error ? reject(error) : resolve())));
    await run(work, { queue: { ...QUEUE, concurrency: 2, expireSeconds: 60 } });
    const over: string[] = [];
    const waiting = ['one', 'other'].map((key) => waitFor(key).then(() => over.push(key)));
    await add(1, { key: 'one' });
    await until(async () => ends.has(1));
    expect(over).toEqual([]);
    ends.get(1)!();
    await waiting[0];
    expect(over).toEqual(['one']);
    await add(2, { key: 'other' });
    await until(async () => ends.has(2));
    ends.get(2)!(new Error('failed'));
    await waiting[1];
  });

  it('does not wait where the queue is not run, nor for what is done, nor for long', async () => {
    await waitFor('here');
    await run(async () => undefined);
    await waitFor('done', true);
    await waitFor('never', false, 1);
  });
});

it('refuses a job of a queue that does not exist', async () => {
  const added = fresh.database.transaction((tx) => jobs.add(tx, 'nowhere', { data: {} }));
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
