import { typingEnds } from '@parley/conversations/workers/typing-ends';
import { livePublisher } from '@parley/log/publish-live';
import { createRelay } from '@parley/log/relay';
import { logRetention } from '@parley/log/retention';
import { deletedCollector } from '@parley/media/workers/collect-deleted';
import { orphanCollector } from '@parley/media/workers/collect-orphans';
import { uploadScanner } from '@parley/media/workers/scan-uploads';
import { answerCollector } from '@parley/ports/idempotency/collect-responses';
import { jobRunner } from '@parley/ports/jobs/job-runner';
import { MAIL_QUEUE, mailSender } from '@parley/ports/mail/mailer';
import type { Service } from '@parley/runtime/service';
import { indexKeeper } from '@parley/search/workers/index-keeper';
import { nameFollower } from '@parley/search/workers/follow-names';
import { createMessageIndexer } from '@parley/search/workers/message-indexer';
import { sessionCollector } from '@parley/users/workers/collect-sessions';
import type { Adapters } from './adapters';

const DAY_MS = 24 * 3_600_000;

/** What follows the log and collects what is left over, wherever that was written. */
export const workers = ({
  settings,
  database,
  commits,
  concurrency,
  events: { stream, upkeep },
  index,
  files: { objects, cdn },
  inspectors,
  scans,
  url,
  mails,
  log,
  metrics,
}: Adapters): Service[] => [
  ...upkeep,
  ...retention({ database, settings, log, metrics }),
  sessionCollector({ database, settings, log, metrics }),
  answerCollector({ database, log, metrics }),
  orphanCollector({ database, commits, objects, log, metrics }),
  deletedCollector({ database, objects, cdn, log, metrics }),
  uploadScanner({ database, commits, objects, ...inspectors, scans, log, metrics }),
  indexKeeper({ database, index, log, metrics }),
  createMessageIndexer({ database, index, stream, metrics }),
  ...jobs({ database, url, mails, log, metrics }),
  nameFollower({ database, index, log, metrics }),
  createRelay({ database, stream, commits, log, metrics, concurrency }),
];

/** Background jobs: mails, where there is a way to send them. */
function jobs({ mails, ...shared }: Pick<Adapters, 'database' | 'url' | 'mails' | 'log' | 'metrics'>): Service[] {
  if (!mails) return [];
  const handlers = { [MAIL_QUEUE.name]: mailSender({ transport: mails, metrics: shared.metrics }) };
  return [jobRunner({ ...shared, handlers })];
}

/** Where the settings say that anything of the log is to be deleted. */
function retention({ settings, ...shared }: Pick<Adapters, 'database' | 'settings' | 'log' | 'metrics'>): Service[] {
  const { LOG_KEEP_DAYS: days, LOG_KEEP_ENTRIES: keepEntries } = settings;
  return days === undefined ? [] : [logRetention({ ...shared, keepMs: days * DAY_MS, keepEntries })];
}

/** What hears of the commits of its own process, and so runs in each. */
export const commitListeners = ({ bus, typing, commits, log, metrics }: Adapters): Service[] => [
  livePublisher({ commits, bus, log, metrics }),
  typingEnds({ typing, commits, log, metrics }),
];
