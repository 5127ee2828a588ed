/** All values of `extensions.code` in GraphQL errors of Parley. */
export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'VALIDATION_FAILED',
  'CONFLICT',
  'IDEMPOTENCY_CONFLICT',
  'RATE_LIMITED',
  'QUOTA_EXCEEDED',
  'RESYNC_REQUIRED',
  'PERSISTED_QUERY_REQUIRED',
  'PERSISTED_QUERY_NOT_FOUND',
  'QUERY_TOO_COMPLEX',
  'UNAVAILABLE',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

const RETRYABLE: ReadonlySet<ErrorCode> = new Set(['RATE_LIMITED', 'UNAVAILABLE']);

export interface FieldProblem {
  /** Path of the argument or input field, such as `input.text`. */
  field: string;
  problem: string;
}

/**
 * An error for the client. The client sees its message, and never its cause.
 * GraphQL executors copy `extensions` to the error that they report.
 */
export class ParleyError extends Error {
  readonly extensions: Readonly<Record<string, unknown>> & { code: ErrorCode; retryable: boolean };

  constructor(
    readonly code: ErrorCode,
    message: string,
    { details = {}, cause }: { details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.name = 'ParleyError';
    this.extensions = { ...details, code, retryable: RETRYABLE.has(code) };
  }
}

/** For objects that do not exist, and for those that the viewer may not see: clients cannot tell them apart. */
export const notFound = (what: string): ParleyError => new ParleyError('NOT_FOUND', `${what} not found`);

export const unauthenticated = (message = 'Sign in first', cause?: unknown): ParleyError =>
  new ParleyError('UNAUTHENTICATED', message, { cause });

export const forbidden = (message: string): ParleyError => new ParleyError('FORBIDDEN', message);

/** A retryable error: the same request may succeed later. */
export const unavailable = (message: string, cause?: unknown): ParleyError =>
  new ParleyError('UNAVAILABLE', message, { cause });

/** The same: it will not succeed within so many milliseconds. */
export const unavailableFor = (message: string, waitMs: number, cause?: unknown): ParleyError =>
  new ParleyError('UNAVAILABLE', message, { details: retryAfter(waitMs), cause });

/** What a tenant may have so much of, as the API calls it. */
export type Quota = 'members' | 'sockets' | 'messagesPerDay' | 'storageBytes';

/** A hard limit of the tenant: only another limit helps, or less of what is counted. */
export const quotaExceeded = (message: string, details: { quota: Quota; limit: number; used: number }): ParleyError =>
  new ParleyError('QUOTA_EXCEEDED', message, { details });

/** Too much for now: the client may try again after so many milliseconds. */
export const rateLimited = (message: string, waitMs: number, more: Record<string, unknown> = {}): ParleyError =>
  new ParleyError('RATE_LIMITED', message, { details: { ...more, ...retryAfter(waitMs) } });

function retryAfter(waitMs: number) {
  const retryAfterMs = Math.ceil(waitMs);
  return { retryAfterMs, retryAfterSeconds: Math.ceil(retryAfterMs / 100) / 10 };
}

export const invalid = (...fields: FieldProblem[]): ParleyError =>
  new ParleyError('VALIDATION_FAILED', fields.map(({ field, problem }) => `${field}: ${problem}`).join('; '), {
    details: { fields },
  });

export const isErrorCode = (code: unknown): code is ErrorCode => (ERROR_CODES as readonly unknown[]).includes(code);

export const isRetryable = (code: ErrorCode): boolean => RETRYABLE.has(code);
