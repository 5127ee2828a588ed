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
  /** No answer came: whether anything was done is not known. */
  | 'NETWORK'
  /** It was cancelled here. */
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

/** Whatever goes wrong in a call of this client, or behind it. The message may be shown. */
export class ParleyError extends Error {
  override readonly name = 'ParleyError';
  readonly code: ErrorCode;
  /** Whether the same may succeed later. */
  readonly retryable: boolean;
  /** How long to wait before, where the service says so. */
  readonly retryAfterMs: number | undefined;
  /** What the service's own log has it under. */
  readonly correlationId: string | undefined;
  /** What is wrong with which input, of VALIDATION_FAILED. */
  readonly fields: readonly FieldProblem[];
  /** All else that the service told. */
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

/** Whether a loop that reads goes on: not where the answer is the same however often. A fault of the service may be mended. */
export const mayPass = ({ retryable, code }: ParleyError): boolean => retryable || code === 'INTERNAL';

const RETRYABLE: ReadonlySet<ErrorCode> = new Set(['RATE_LIMITED', 'UNAVAILABLE', 'NETWORK']);

/** An error as GraphQL answers have it. */
export interface AnsweredError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Of an answer's errors the first. */
export function answeredError([first]: readonly AnsweredError[]): ParleyError {
  const {
    code = 'INTERNAL',
    retryable,
    retryAfterSeconds,
    correlationId,
    fields,
    ...extensions
  } = (first?.extensions ?? {}) as Partial<Details> & { retryAfterSeconds?: number };
  return new ParleyError(first?.message ?? 'The service gave no answer', {
    code,
    retryable,
    retryAfterMs: retryAfterSeconds === undefined ? undefined : retryAfterSeconds * 1_000,
    correlationId,
    fields,
    extensions,
  });
}

/** What is thrown as an error of this client. */
export function parleyError(thrown: unknown): ParleyError {
  if (thrown instanceof ParleyError) return thrown;
  if (isAbort(thrown)) return new ParleyError('Cancelled', { code: 'CANCELLED', cause: thrown });
  if (Array.isArray(thrown)) return answeredError(thrown as AnsweredError[]);
  return new ParleyError('No answer from the service', { code: 'NETWORK', cause: thrown });
}

const isAbort = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === 'AbortError';
