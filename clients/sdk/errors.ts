/** Codes that the service gives (docs/subscriptions.md tells what to do), and two of this client's own. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'VALIDATION_FAILED'
  | 'CONFLICT'
  | 'IDEMPOTENCY_CONFLICT'
  | 'RATE_LIMITED'
  | 'QUOTA_EXCEEDED'
  | 'RESYNC_REQUIRED'
  | 'PERSISTED_QUERY_REQUIRED'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'QUERY_TOO_COMPLEX'
  | 'UNAVAILABLE'
  | 'INTERNAL'
  /** No response arrived: it is unknown whether the request took effect. */
  | 'NETWORK'
  /** This client cancelled it. */
  | 'CANCELLED';

export interface FieldProblem {
  /** Path of the argument, as `input.text`. */
  readonly field: string;
  readonly problem: string;
}

interface Details {
  readonly code: ErrorCode;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
  readonly correlationId?: string;
  readonly fields?: readonly FieldProblem[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** What calls of this client reject with. Its message may be shown to people. */
export class ParleyError extends Error {
  override readonly name = 'ParleyError';
  readonly code: ErrorCode;
  /** Whether a retry may succeed. */
  readonly retryable: boolean;
  /** How long to wait before a retry, if the service says so. */
  readonly retryAfterMs: number | undefined;
  /** Identifies the request in the service's logs. */
  readonly correlationId: string | undefined;
  /** What is wrong with which input, of VALIDATION_FAILED. */
  readonly fields: readonly FieldProblem[];
  /** All other extensions of the error. */
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(message: string, details: Details) {
    super(message, { cause: details.cause });
    this.code = details.code;
    this.retryable = details.retryable ?? RETRYABLE.has(details.code);
    this.retryAfterMs = details.retryAfterMs;
    this.correlationId = details.correlationId;
    this.fields = details.fields ?? [];
    this.extensions = details.extensions ?? {};
  }
}

interface BothTexts {
  /** The text that was to be saved. */
  readonly mine: string;
  /** The text that is there; empty once deleted. */
  readonly theirs: string;
  /** What to expect in the next try. */
  readonly revision: number;
  readonly deleted: boolean;
}

/** A message that was changed since it was read: what is there now, and what should have replaced it. */
export class EditConflict extends ParleyError implements BothTexts {
  readonly mine: string;
  readonly theirs: string;
  readonly revision: number;
  readonly deleted: boolean;

  constructor(cause: ParleyError, { mine, theirs, revision, deleted }: BothTexts) {
    super(cause.message, { ...cause, cause });
    this.mine = mine;
    this.theirs = theirs;
    this.revision = revision;
    this.deleted = deleted;
  }
}

/** Whether a loop that reads should retry. INTERNAL may be a fault that gets repaired. */
export const mayPass = ({ retryable, code }: ParleyError): boolean => retryable || code === 'INTERNAL';

const RETRYABLE: ReadonlySet<ErrorCode> = new Set(['RATE_LIMITED', 'UNAVAILABLE', 'NETWORK']);

/** An error of a GraphQL response. */
export interface ResponseError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The first of a response's errors. */
export function responseError([first]: readonly ResponseError[]): ParleyError {
  const {
    code = 'INTERNAL',
    retryable,
    retryAfterSeconds,
    correlationId,
    fields,
    ...extensions
  } = (first?.extensions ?? {}) as Partial<Details> & { retryAfterSeconds?: number };
  return new ParleyError(first?.message ?? 'The service gave no response', {
    code,
    retryable,
    retryAfterMs: retryAfterSeconds === undefined ? undefined : retryAfterSeconds * 1_000,
    correlationId,
    fields,
    extensions,
  });
}

/** Whatever was thrown, as a ParleyError. */
export function parleyError(thrown: unknown): ParleyError {
  if (thrown instanceof ParleyError) return thrown;
  if (isAbort(thrown)) return new ParleyError('Cancelled', { code: 'CANCELLED', cause: thrown });
  if (Array.isArray(thrown)) return responseError(thrown as ResponseError[]);
  return new ParleyError('No response from the service', { code: 'NETWORK', cause: thrown });
}

const isAbort = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === 'AbortError';
