import { livePublisher } from '@parley/log/publish-live';
import { createRelay } from '@parley/log/relay';
import { logRetention, RETENTION_QUEUE } from '@parley/log/retention';
import { jobRunner, type JobHandler } from '@parley/ports/jobs/job-runner';
import type { RunJob } from '@parley/ports/jobs/jobs';
import { MAIL_QUEUE, mailSender } from '@parley/ports/mail/mailer';
import { RESPONSES_QUEUE, responseCollector } from '@parley/ports/idempotency/collect-responses';
import type { Service } from '@parley/runtime/service';
import type { Adapters } from './adapters';
import { MODULES, type OpenSubgraphs } from './modules';

const DAY_MS = 24 * 3_600_000;

/** The services of the role `workers`: they consume the log, run jobs, and delete what is no longer needed. */
export function workers(adapters: Adapters, opened: OpenSubgraphs): Service[] {
  const { commits, concurrency, events, logger, metrics } = adapters;
  const database = adapters.database.system;
  const { stream, upkeep } = events;
  return [
    ...upkeep,
    ...[...opened.values()].flatMap((subgraph) => subgraph.workers?.() ?? []),
    ...consumers(adapters),
    jobs(adapters),
    createRelay({ database, stream, commits, logger, metrics, concurrency }),
  ];
}

const consumers = (adapters: Adapters): Service[] =>
  MODULES.flatMap((module) =>
    Object.entries(module.consumers ?? {}).map(([group, handler]) =>
      adapters.events.stream.consumer(group, handler(adapters)),
    ),
  );

/** Background jobs: those of the subgraphs, the collector of responses, the log's retention, and mails if there is a transport. */
function jobs(adapters: Adapters): Service {
  const { url, mails, jobSignals: signals, logger, metrics } = adapters;
  const database = adapters.database.system;
  const handlers: JobHandler[] = [
    ...MODULES.flatMap((module) => module.jobs ?? []).map(({ queue, handler }) => ({ queue, run: handler(adapters) })),
    { queue: RESPONSES_QUEUE, run: responseCollector({ database, logger }) },
    { queue: RETENTION_QUEUE, run: retention(adapters) },
    ...(mails ? [{ queue: MAIL_QUEUE, run: mailSender({ transport: mails, metrics }) }] : []),
  ];
  return jobRunner({ database, url, handlers, signals, logger, metrics });
}

/** Retention of the log; without a limit in the settings, its jobs do nothing. */
function retention({ database: { system: database }, settings, logger }: Adapters): RunJob<null> {
  const { LOG_KEEP_DAYS: days, LOG_KEEP_ENTRIES: keepEntries } = settings;
  return days === undefined
    ? async () => undefined
    : logRetention({ database, logger, keepMs: days * DAY_MS, keepEntries });
}

/** For every process: the listeners to its own commits. */
export const commitListeners = ({ bus, commits, logger, metrics }: Adapters, opened: OpenSubgraphs): Service[] => [
  livePublisher({ commits, bus, logger, metrics }),
  ...[...opened.values()].flatMap((subgraph) => subgraph.commitListeners?.() ?? []),
];
