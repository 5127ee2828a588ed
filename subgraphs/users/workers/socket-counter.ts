import { quotaExceeded } from '@parley/contracts/errors';
import type { TenantId } from '@parley/contracts/ids';
import type { Database } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createPoller } from '@parley/runtime/poller';
import type { Service } from '@parley/runtime/service';
import { newUuid } from '@parley/runtime/uuid';
import type { SocketQuota } from '@parley/subgraph/subgraph-module';
import { leaseSockets, reportSockets } from '../store/open-sockets';

interface Options {
  database: Database;
  logger: Logger;
  metrics?: Metrics;
}

/** Sockets of one tenant in this process. */
interface Counted {
  open: number;
  /** As many as may be open without asking; none is enough for a tenant that is not known to have no limit. */
  leased: number;
  /** Claims that are under way. */
  claiming: number;
  asking?: Promise<void>;
}

const REPORT_MS = 1_000;
/** Without a change, so often: far less than the minute after which a process counts as gone. */
const ALIVE_MS = 15_000;

/**
 * Counts the sockets and streams of each tenant over all processes. A process leases sockets of a tenant that has a limit, a few
 * in advance. While the database is away, sockets are let in.
 * Invariant: processes lease no more than the limit in all, and open no more than they lease. Therefore a process does not lease
 * while it reports, because a report says what it keeps of its leases.
 */
export function socketCounter({ database, logger, metrics }: Options): SocketQuota & Service {
  const process = newUuid();
  const tenants = new Map<TenantId, Counted>();
  let changed = false;
  let reportedAt = 0;
  const leasing = new Set<Promise<void>>();
  let reporting: Promise<void> | undefined;

  async function lease(tenant: TenantId, counted: Counted): Promise<void> {
    while (reporting) await reporting;
    const done = leaseNow(tenant, counted).finally(() => leasing.delete(done));
    leasing.add(done);
    return done;
  }

  async function leaseNow(tenant: TenantId, counted: Counted): Promise<void> {
    const leased = await leaseSockets(database, { process, tenant, wanted: counted.open + 1 }).catch(
      (error: unknown) => void logger.warn({ err: error, tenant }, 'sockets could not be leased; they are let in'),
    );
    counted.leased = leased ? leased.leased : Infinity;
    if (leased && counted.open >= leased.leased)
      throw quotaExceeded('This workspace has as many connections open as it may', {
        quota: 'sockets',
        limit: leased.most,
        used: leased.most,
      });
  }

  async function report(): Promise<void> {
    if (!changed && Date.now() - reportedAt < ALIVE_MS) return;
    let end!: () => void;
    reporting = new Promise((resolve) => (end = resolve));
    try {
      await Promise.allSettled(leasing);
      await reportNow();
    } finally {
      reporting = undefined;
      end();
    }
  }

  async function reportNow(): Promise<void> {
    changed = false;
    reportedAt = Date.now();
    for (const [tenant, { open, claiming }] of tenants) if (open === 0 && claiming === 0) tenants.delete(tenant);
    const rows = Array.from(tenants, ([tenant, counted]) => {
      const { open, leased } = counted;
      // what is given back may not be used from now on
      if (leased !== Infinity) counted.leased = Math.min(leased, open + Math.floor(open / 400));
      return { tenant, sockets: open, leased: leased === Infinity ? 0 : counted.leased };
    });
    const limited = await reportSockets(database, process, rows).catch((error: unknown) => {
      changed = true;
      throw error;
    });
    for (const { tenant, leased } of rows) {
      const counted = tenants.get(tenant);
      // the next claim finds a limit that is new, or gone
      if (counted) counted.leased = limited.has(tenant) ? leased : Infinity;
    }
  }

  const poller = createPoller({
    ...{ name: 'open sockets', round: report, pollMs: REPORT_MS },
    ...{ pauseMs: REPORT_MS, maxPauseMs: 15_000, logger, metrics },
  });
  return {
    name: poller.name,
    start: poller.start,
    async stop() {
      await poller.stop();
      await reportSockets(database, process, []).catch((error: unknown) =>
        logger.warn({ err: error }, 'open sockets are still counted, for a minute'),
      );
    },
    async claim(tenant) {
      const counted = tenants.get(tenant) ?? { open: 0, leased: 0, claiming: 0 };
      tenants.set(tenant, counted);
      counted.claiming++;
      try {
        while (counted.open >= counted.leased) {
          counted.asking ??= lease(tenant, counted).finally(() => (counted.asking = undefined));
          await counted.asking;
        }
        counted.open++;
      } finally {
        counted.claiming--;
      }
      changed = true;
      return () => {
        counted.open--;
        changed = true;
      };
    },
  };
}
