import { createLogReads, type LogReads } from '@parley/log/log-reads';
import type { Databases } from '@parley/database/database';
import { lagOf, openReplica } from '@parley/database/replica';
import type { Readiness } from '@parley/runtime/http/probes';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { Settings } from '@parley/runtime/settings';

/** Reads that a replica can serve. */
export interface ReplicaReads {
  readonly logReads: LogReads;
  /** State of the replica for `/readyz`, if there is one. Everything works without it. */
  readonly readiness: readonly Readiness[];
  close(): Promise<void>;
}

interface Parts {
  settings: Settings;
  database: Databases;
  logger: Logger;
  metrics: Metrics;
}

/** Reads from the replica of the settings, to which it connects later, or from the database alone. */
export function openReplicaReads({ settings, database: { system: primary }, logger, metrics }: Parts): ReplicaReads {
  const { DATABASE_REPLICA_URL: url, DATABASE_POOL: poolSize } = settings;
  const lag = metrics.gauge({
    name: 'parley_replica_lag_bytes',
    help: 'Bytes that the primary has written and the replica has not replayed',
  });
  if (!url) return { logReads: createLogReads({ primary, metrics }), readiness: [], close: async () => undefined };
  const replica = openReplica({ url, poolSize });
  const stopReading = lag.read(() => lagOf(replica, primary));
  return {
    logReads: createLogReads({ primary, replica, logger, metrics }),
    readiness: [
      { name: 'replica', check: async () => `${await lagOf(replica, primary)} bytes behind`, optional: true },
    ],
    async close() {
      stopReading();
      await replica.close();
    },
  };
}
