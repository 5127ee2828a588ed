import { inspectJobs } from '@parley/ports/jobs/inspect';
import type { JobInspection, JobState } from '@parley/ports/jobs/jobs';
import { createLogger } from '@parley/runtime/logger';
import { Option, type Command } from 'commander';
import { readCommandSettings } from '../command-settings';
import { wholeNumber } from './whole-number';
import { onDatabase } from './on-database';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface ListOptions {
  state?: JobState;
  limit: number;
}

/** `parley jobs …`: lists, retries and removes background jobs. */
export function addJobsCommand(parley: Command): void {
  const jobs = parley
    .command('jobs')
    .description('background jobs, such as mails: waiting, running, or dead after too many failures');
  jobs
    .command('list')
    .description('count the jobs of each queue, or list those of one, oldest first: id, state, time, retries, error')
    .argument('[queue]')
    .addOption(new Option('--state <state>').choices(['waiting', 'running', 'dead']))
    .option('--limit <n>', 'how many to list', wholeNumber, 100)
    .action((queue: string | undefined, options: ListOptions) =>
      withJobs((open) => (queue || options.state ? list(open, { queue, ...options }) : countAll(open))),
    );
  jobs
    .command('show')
    .description('print a job as JSON, with its data')
    .argument('<id>', 'as listed')
    .action((id: string) => withJobs((open) => show(open, id)));
  jobs
    .command('retry')
    .description('retry dead jobs, after you have removed the cause')
    .argument('<queue>')
    .argument('[ids...]', 'as listed')
    .option('--all', 'all dead jobs of the queue')
    .action((queue: string, ids: string[], { all = false }: { all?: boolean }) =>
      withJobs(async (open) => {
        if (all === ids.length > 0) throw new Error('Name the jobs to retry, or say --all');
        say(`${await open.retry(queue, all ? undefined : ids)} will run again`);
      }),
    );
  jobs
    .command('remove')
    .description('delete jobs that are not running')
    .argument('<queue>')
    .argument('<ids...>', 'as listed')
    .action((queue: string, ids: string[]) =>
      withJobs(async (open) => say(`${await open.remove(queue, ids)} removed`)),
    );
}

async function countAll(jobs: JobInspection): Promise<void> {
  const counts = await jobs.counts();
  if (counts.length === 0) say('no jobs');
  for (const { queue, state, count } of counts) say(`${queue}  ${state}  ${count}`);
}

async function list(jobs: JobInspection, filter: ListOptions & { queue?: string }): Promise<void> {
  for (const { queue, id, state, at, retries, error } of await jobs.list(filter))
    say(`${queue}  ${id}  ${state}  ${at.toISOString()}  ${retries} retries  ${error?.split('\n')[0] ?? ''}`.trimEnd());
}

async function show(jobs: JobInspection, id: string): Promise<void> {
  const job = await jobs.find(id);
  if (!job) throw new Error(`There is no job ${id}`);
  say(JSON.stringify(job, undefined, 2));
}

async function withJobs(work: (jobs: JobInspection) => Promise<void>): Promise<void> {
  const settings = await readCommandSettings(process.env);
  const logger = createLogger(settings);
  await onDatabase({ settings, logger }, async (database) => {
    await work(inspectJobs(database));
  });
}
