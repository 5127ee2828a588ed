import { ParleyError, unavailable } from '@parley/contracts/errors';

/** Class 08 (connection), 57P0x (shutdown, crash, starting up), 53300 (too many connections), and the sockets' own errors. */
const UNREACHABLE = /^(08...|57P0[1-3]|53300|ECONN.*|ENOENT|EPIPE|ETIMEDOUT)$/;

/** What a database that went away throws becomes UNAVAILABLE; any other error stays as it is. */
export function asUnavailable(error: unknown): unknown {
  const { code, message, name } = (error ?? {}) as { code?: string; message?: string; name?: string };
  const lost =
    UNREACHABLE.test(code ?? '') ||
    name === 'KnexTimeoutError' ||
    /Connection terminated|not queryable|Client has encountered a connection error|timeout (exceeded|expired)/i.test(
      message ?? '',
    );
  return lost && !(error instanceof ParleyError) ? unavailable('The database cannot be reached', error) : error;
}
