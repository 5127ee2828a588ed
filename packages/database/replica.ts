import { unavailable } from '@parley/contracts/errors';
import pg from 'pg';
import { queryInScope } from './query-in-scope';
import { sessionScope, SYSTEM, type SessionScope } from './scope';
import { queryConfig, type ScopedSql, type Sql } from './sql';
import { types } from './types';

/** A standby of the database, which may be behind it, for statements that only read. It is never waited for long. */
export interface Replica extends ScopedSql {
  close(): Promise<void>;
}

/** For a connection, and for an answer: who waits still has to read the primary. */
const PATIENCE_MS = 1_000;

/** Connects at the first statement. A connection that a statement failed on, or took too long, is dropped. */
export function openReplica({ url, poolSize }: { url: string; poolSize: number }): Replica {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'parley',
    keepAlive: true,
    max: poolSize,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
  });
  // a connection that is lost fails its statement, and is gone from the pool: its event has nothing to add
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));

  async function query<Row>(scope: SessionScope, config: pg.QueryConfig): Promise<Row[]> {
    const client = await pool.connect();
    try {
      const { rows } = await queryInScope(client, scope, config);
      client.release();
      return rows as Row[];
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  const inScope = (scope: SessionScope): Sql => ({
    query: (statement, values) => query(scope, { ...queryConfig(statement, values), types }),
  });
  return {
    ...inScope(SYSTEM),
    of: (...tenants) => inScope(sessionScope(tenants)),
    close: () => pool.end(),
  };
}

const LAG = `select pg_is_in_recovery() as standby,
  greatest(pg_wal_lsn_diff($1::pg_lsn, pg_last_wal_replay_lsn()), 0)::float8 as bytes`;

/** Bytes of what the primary has written that the replica does not show yet. Errors: UNAVAILABLE where it is no standby. */
export async function lagOf(replica: Sql, primary: Sql): Promise<number> {
  const [written] = await primary.query<{ lsn: string }>('select pg_current_wal_lsn() as lsn');
  const [replayed] = await replica.query<{ standby: boolean; bytes: number | null }>(LAG, [written!.lsn]);
  if (!replayed!.standby || replayed!.bytes === null) throw unavailable('It is no standby of the database');
  return replayed!.bytes;
}
