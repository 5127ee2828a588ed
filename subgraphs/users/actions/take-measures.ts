import type { SessionId, UserId } from '@parley/contracts/ids';
import type { Revocations } from '@parley/identity/revocations';
import type { Audit } from '@parley/ports/audit/audit-trail';
import type { Jobs } from '@parley/ports/jobs/jobs';
import type { Mailer } from '@parley/ports/mail/mailer';
import {
  MEASURES,
  type Judgement,
  type Measure,
  type Suspect,
  type Suspicion,
} from '@parley/ports/suspicion/suspicion';
import type { Databases, Transaction } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { addSignals, measureFor, scoreOf, SLOWED_MS } from '../domain/suspicion';
import { endSessionsOfBotsOf } from '../store/bots';
import { requestLink } from '../store/requested-links';
import { endSessions } from '../store/sessions';
import {
  clearPoints,
  findSuspicion,
  lockAccountUntilUnlocked,
  lockSuspicion,
  savePoints,
  slowDown,
  type SuspicionRow,
} from '../store/suspicion';

export interface SuspicionParts {
  database: Databases;
  revocations: Pick<Revocations, 'revoke'>;
  audit?: Audit;
  /** Without it no account is locked, because nobody could unlock it. */
  mailer?: Mailer;
  jobs: Pick<Jobs, 'add'>;
  logger?: Logger;
  metrics?: Metrics;
}

interface Outcome extends Judgement {
  taken: Measure[];
  ended: SessionId[];
}

const CLOSED: Outcome = { score: 0, locked: false, taken: [], ended: [] };

/** Maximum number of reports in progress; further ones are dropped, and counted. */
const MAX_REPORTS = 1_000;

/**
 * Scores accounts in the database, so that all processes agree. A measure is taken when the score reaches its threshold, and
 * is an entry of the audit trail: `suspicion.MEASURE`. Bots are not locked: they read no mail.
 */
export function createSuspicion({
  database,
  revocations,
  audit,
  mailer,
  jobs,
  logger,
  metrics = createMetrics(),
}: SuspicionParts): Suspicion {
  const counters = countersOf(metrics);
  let reports = 0;

  async function takeMeasure(tx: Transaction, measure: Measure, suspect: Suspect): Promise<SessionId[]> {
    if (measure === 'slow') await slowDown(tx, suspect.user, SLOWED_MS);
    if (measure === 'lock') await lock(tx, suspect.user);
    if (measure !== 'lock' && measure !== 'end-sessions') return [];
    return [...(await endSessions(tx, suspectOnly(suspect))), ...(await endSessionsOfBotsOf(tx, suspect.user))];
  }

  async function lock(tx: Transaction, user: UserId): Promise<void> {
    await lockAccountUntilUnlocked(tx, user);
    await requestLink(tx, { jobs }, { purpose: 'unlock-account', account: user });
  }

  function possibleMeasure(score: number, { bot }: Pick<SuspicionRow, 'bot'>): Measure | undefined {
    const measure = measureFor(score);
    return measure === 'lock' && (bot || !mailer) ? 'end-sessions' : measure;
  }

  async function look({ tenant, user }: Suspect): Promise<Judgement> {
    const row = await findSuspicion(database.of(tenant), user);
    if (!row) return { score: 0, locked: false };
    const score = scoreOf(addSignals(row.points, row.elapsedMs, []));
    return { score, measure: possibleMeasure(score, row), locked: row.locked };
  }

  const note: Suspicion['note'] = async (suspect, signals) => {
    if (signals.length === 0) return look(suspect);
    const { taken, ended, ...judgement } = await database
      .of(suspect.tenant)
      .transaction(async (tx): Promise<Outcome> => {
        const before = await lockSuspicion(tx, suspect);
        if (!before) return CLOSED;
        const points = addSignals(before.points, before.elapsedMs, []);
        const after = addSignals(points, 0, signals);
        await savePoints(tx, suspect.user, after);
        const score = scoreOf(after);
        const measure = possibleMeasure(score, before);
        const reached = between(possibleMeasure(scoreOf(points), before), measure);
        const over: SessionId[] = [];
        for (const one of reached) over.push(...(await takeMeasure(tx, one, suspect)));
        return { score, measure, locked: before.locked || reached.includes('lock'), taken: reached, ended: over };
      });
    await Promise.all(ended.map((session) => revocations.revoke(session)));
    for (const signal of signals) counters.signals.add(1, { signal });
    for (const measure of taken) record(suspect, measure);
    return judgement;
  };

  function record({ tenant, user, address, correlationId }: Suspect, measure: Measure): void {
    counters.measures.add(1, { measure });
    audit?.record({
      ...{ at: new Date(), tenant, action: `suspicion.${measure}`, subject: user },
      ...{ address, correlationId, outcome: 'done' },
    });
  }

  return {
    note,
    report(suspect, signal) {
      if (reports >= MAX_REPORTS) return counters.dropped.add(1);
      reports++;
      void note(suspect, [signal])
        .catch((err: unknown) => logger?.error({ err, signal }, 'a signal of suspicious activity was lost'))
        .finally(() => reports--);
    },
    clear: ({ tenant, user }) => clearPoints(database.of(tenant), user),
  };
}

/** Measures that are more severe than `before`, up to `now`. */
function between(before: Measure | undefined, now: Measure | undefined): Measure[] {
  const place = (measure: Measure | undefined) => (measure === undefined ? 0 : MEASURES.indexOf(measure) + 1);
  return MEASURES.slice(place(before), Math.max(place(before), place(now)));
}

const suspectOnly = ({ tenant, user }: Suspect) => ({ tenant, user });

const countersOf = (metrics: Metrics) => ({
  signals: metrics.counter({
    name: 'parley_suspicion_signals_total',
    help: 'Signals of suspicious activity of accounts',
    labels: ['signal'],
  }),
  measures: metrics.counter({
    name: 'parley_suspicion_measures_total',
    help: 'Measures against suspicious activity: slow, challenge, end-sessions or lock',
    labels: ['measure'],
  }),
  dropped: metrics.counter({
    name: 'parley_suspicion_dropped_total',
    help: 'Signals of suspicious activity that were dropped, because too many were under way',
  }),
});
