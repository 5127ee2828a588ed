import { createLogReads, type LogReads } from '@parley/log/log-reads';
import type { Database } from '@parley/database/database';
import { lagOf, openReplica } from '@parley/database/replica';
import type { Readiness } from '@parley/runtime/http/probes';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { Settings } from '@parley/runtime/settings';

/** What may be read elsewhere than in the database. */
export interface ReplicaReads {
  readonly logReads: LogReads;
  /** Tells operators of the replica where there is one. All is done without it. */
  readonly readiness: readonly Readiness[];
  close(): Promise<void>;
}

interface Parts {
  settings: Settings;
  database: Database;
  log: Logger;
  metrics: Metrics;
}

/** On the replica of the settings, which is not asked yet, or on the database alone. */
export function openReplicaReads({ settings, database: primary, log, metrics }: Parts): ReplicaReads {
  const { DATABASE_REPLICA_URL: url, DATABASE_POOL: poolSize } = settings;
  const lag = metrics.gauge({
    name: 'parley_replica_lag_bytes',
    help: 'Bytes that the primary has written and the replica has not replayed',
  });
  if (!url) return { logReads: createLogReads({ primary, metrics }), readiness: [], close: async () => undefined };
  const replica = openReplica({ url, poolSize });
  const stopReading = lag.read(() => lagOf(replica, primary));
  return {
    logReads: createLogReads({ primary, replica, log, metrics }),
    readiness: [
      { name: 'replica', check: async () => `${await lagOf(replica, primary)} bytes behind`, optional: true },
    ],
    async close() {
      stopReading();
      await replica.close();
    },
  };
}
