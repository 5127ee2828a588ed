import type { AttachmentId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { callerOf } from '@parley/subgraph/action';
import type { Audit } from '@parley/ports/audit/audit-trail';
import type { Suspicion } from '@parley/ports/suspicion/suspicion';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import type { RequestContext } from '@parley/runtime/request';
import { LRUCache } from 'lru-cache';

/** Records who received the URL of which attachment. */
export interface DownloadLog {
  given(request: RequestContext, attachment: AttachmentId): void;
}

interface DownloadLogOptions {
  audit?: Audit;
  metrics?: Metrics;
  /** Gets a signal of each person who receives unusually many. */
  suspicion?: Pick<Suspicion, 'report'>;
  /** This number of different attachments within ten minutes is unusual for one person. */
  unusual: number;
}

const WINDOW_MS = 600_000;
const MAX_PAIRS = 100_000;
const MAX_PEOPLE = 20_000;

/**
 * A `download` in the audit trail, once in ten minutes for each person and attachment; of a live view that many share, one
 * without a person. If one person gets very many, the process logs it, once in ten minutes, and reports suspicious activity, once
 * for each `unusual` attachments.
 */
export function createDownloadLog({
  audit,
  suspicion,
  metrics = createMetrics(),
  unusual,
}: DownloadLogOptions): DownloadLog {
  const pairs = new LRUCache<string, true>({ max: MAX_PAIRS, ttl: WINDOW_MS });
  const people = new LRUCache<string, { attachments: number }>({ max: MAX_PEOPLE, ttl: WINDOW_MS });
  const { given, noticed } = countersOf(metrics);

  function watch({ logger, address, correlationId }: RequestContext, { tenant, user }: Viewer): void {
    const counted = people.get(user) ?? { attachments: 0 };
    if (counted.attachments++ === 0) people.set(user, counted);
    if (counted.attachments % unusual !== 0) return;
    suspicion?.report({ tenant, user, address, correlationId }, 'mass-reading');
    if (counted.attachments !== unusual) return;
    noticed.add(1);
    logger.warn({ user, attachments: unusual }, 'somebody was given URLs of unusually many attachments in ten minutes');
  }

  return {
    given(request, attachment) {
      const { principal } = request;
      const whose =
        principal.kind === 'viewer' ? principal.user : principal.kind === 'topic' ? principal.conversation : '';
      const pair = `${whose} ${attachment}`;
      if (pairs.has(pair)) return;
      pairs.set(pair, true);
      given.add(1);
      audit?.record({
        ...callerOf(request),
        ...(principal.kind === 'topic' && { tenant: principal.tenant }),
        ...{ at: new Date(), action: 'download', subject: attachment, outcome: 'done' },
      });
      if (principal.kind === 'viewer') watch(request, principal);
    },
  };
}

const countersOf = (metrics: Metrics) => ({
  given: metrics.counter({
    name: 'parley_media_downloads_total',
    help: 'Attachments whose URLs were requested, each counted once per person in ten minutes',
  }),
  noticed: metrics.counter({
    name: 'parley_media_unusual_downloads_total',
    help: 'People who requested URLs of unusually many attachments in ten minutes',
  }),
});
