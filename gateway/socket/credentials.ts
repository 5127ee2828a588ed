/** What a client sends in `connection_init`, not validated yet. */
export type ConnectionParams = Readonly<Record<string, unknown>>;

/**
 * The token in a client's connection params: `token`, or as tools for GraphQL send it, `authorization`, at the top or
 * within `headers`. Names are in any case, and the scheme "Bearer" (RFC 6750) may be left out.
 */
export function tokenIn(params: ConnectionParams | undefined): unknown {
  const { token, authorization, headers } = lowerCased(params);
  return [token, authorization, lowerCased(headers).authorization].find(isGiven)?.trim().replace(BEARER, '');
}

/** The headers in a client's connection params, by names in lower case: those at the top, and those within `headers`. */
export function headersIn(params: ConnectionParams | undefined): Record<string, unknown> {
  const top = lowerCased(params);
  return { ...lowerCased(top.headers), ...top };
}

const BEARER = /^Bearer +/i;

const isGiven = (value: unknown): value is string => typeof value === 'string' && value !== '';

const lowerCased = (record: unknown): Record<string, unknown> =>
  typeof record === 'object' && record !== null
    ? Object.fromEntries(Object.entries(record).map(([name, value]) => [name.toLowerCase(), value]))
    : {};
