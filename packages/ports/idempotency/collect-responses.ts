import type { Sql } from '@parley/database/sql';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createRounds, type Rounds } from '@parley/runtime/rounds';
import { deleteOldAnswers, KEPT_MS } from './postgres';

interface AnswerCollectorOptions {
  database: Sql;
  log: Logger;
  metrics?: Metrics;
  now?: () => Date;
}

const BATCH = 500;
const POLL_MS = 600_000;

/** Forgets answers that are no longer kept. Any number of processes may run it. */
export function answerCollector(options: AnswerCollectorOptions): Rounds {
  const { database, log, metrics, now = () => new Date() } = options;
  return createRounds({
    name: 'answer collector',
    async round(isStopping) {
      const before = new Date(now().getTime() - KEPT_MS);
      let collected: number;
      do {
        collected = await deleteOldAnswers(database, { before, limit: BATCH });
        if (collected > 0) log.info({ collected }, 'removed answers to idempotency keys');
      } while (collected === BATCH && !isStopping());
    },
    pollMs: POLL_MS,
    pauseMs: 1_000,
    maxPauseMs: POLL_MS,
    log,
    metrics,
  });
}
