import { ParleyError, unavailable } from '@parley/contracts/errors';

/** Class 08 (connection), 57P0x (shutdown, crash, starting up), 53300 (too many connections), and the sockets' own errors. */
const UNREACHABLE = /^(08...|57P0[1-3]|53300|ECONN.*|ENOENT|EPIPE|ETIMEDOUT)$/;

/** lock_not_available: `lock_timeout` has passed. */
const LOCK_TIMEOUT = '55P03';

/**
 * What PostgreSQL ended because it took too long or stood in the way of others: `statement_timeout` (57014), `lock_timeout`,
 * `idle_in_transaction_session_timeout` (25P03), `transaction_timeout` (25P04), a deadlock (40P01), a conflict (40001). Its
 * transaction was rolled back, so it may be tried again.
 */
const OVERDUE = new Set(['57014', LOCK_TIMEOUT, '25P03', '25P04', '40P01', '40001']);

/** What a database throws that went away, or that ended what took too long, becomes UNAVAILABLE; any other error stays as it is. */
export function asUnavailable(error: unknown): unknown {
  if (error instanceof ParleyError) return error;
  const { code, message, name } = (error ?? {}) as { code?: string; message?: string; name?: string };
  if (OVERDUE.has(code ?? '')) return unavailable('The database took too long', error);
  const lost =
    UNREACHABLE.test(code ?? '') ||
    name === 'KnexTimeoutError' ||
    /Connection terminated|not queryable|Client has encountered a connection error|timeout (exceeded|expired)/i.test(
      message ?? '',
    );
  return lost ? unavailable('The database cannot be reached', error) : error;
}

/** Whether a statement ended because somebody held a lock for longer than `lock_timeout`. */
export const isLockTimeout = (error: unknown): boolean =>
  error instanceof ParleyError && (error.cause as { code?: string } | undefined)?.code === LOCK_TIMEOUT;
