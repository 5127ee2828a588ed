import { callAll } from '@parley/runtime/call-all';
import type { Metrics } from '@parley/runtime/metrics/metrics';

/** The counters of tarn (https://github.com/Vincit/tarn.js), the pool of Knex. */
export interface PoolState {
  numUsed(): number;
  numFree(): number;
  numPendingAcquires(): number;
}

interface PoolOptions {
  pool: PoolState;
  poolSize: number;
  statements(): number;
}

/** Reads the pool and the number of statements until the returned function is called. */
export function measurePool(metrics: Metrics, { pool, poolSize, statements }: PoolOptions): () => void {
  const connections = metrics.gauge({
    name: 'parley_database_connections',
    help: 'Connections to PostgreSQL; state: used, or idle',
    labels: ['state'],
  });
  const most = metrics.gauge({ name: 'parley_database_max_connections', help: 'Bound of the connection pool' });
  const waiting = metrics.gauge({
    name: 'parley_database_waiting_requests',
    help: 'Requests that wait for a connection, because all are in use',
  });
  const sent = metrics.tally({ name: 'parley_database_statements_total', help: 'Statements sent to PostgreSQL' });
  return callAll(
    connections.read(() => pool.numUsed(), { state: 'used' }),
    connections.read(() => pool.numFree(), { state: 'idle' }),
    most.read(() => poolSize),
    waiting.read(() => pool.numPendingAcquires()),
    sent.read(statements),
  );
}
