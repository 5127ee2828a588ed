import { ParleyError, type ErrorCode } from '@parley/client';

type RefusalCode = Extract<
  ErrorCode,
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'VALIDATION_FAILED'
  | 'NOT_FOUND'
  | 'RATE_LIMITED'
  | 'IDEMPOTENCY_CONFLICT'
  | 'UNAVAILABLE'
>;

const STATUS: Readonly<Record<RefusalCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  VALIDATION_FAILED: 400,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  IDEMPOTENCY_CONFLICT: 409,
  UNAVAILABLE: 503,
};

/** An error response to a webhook. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  constructor(
    readonly code: RefusalCode,
    message: string,
    { status = STATUS[code], retryAfterMs }: { status?: number; retryAfterMs?: number } = {},
  ) {
    super(message);
    this.status = status;
    this.retryAfterSeconds = retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1_000);
  }

  readonly retryAfterSeconds: number | undefined;
}

/** Errors that would stay the same: senders need not retry. */
const FINAL = {
  FORBIDDEN: 'The bot may not post into its conversation',
  NOT_FOUND: 'The bot is no member of its conversation, or there is none',
  VALIDATION_FAILED: 'The service does not take this text',
} as const;

/** Converts an error to the response for the sender. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { statusCode } = error as { statusCode?: number };
  if (statusCode === 413) return new Refusal('VALIDATION_FAILED', 'The body is too large', { status: 413 });
  if (statusCode !== undefined && statusCode < 500)
    return new Refusal('VALIDATION_FAILED', 'The request can not be read', { status: statusCode });
  if (error instanceof ParleyError && error.code === 'IDEMPOTENCY_CONFLICT')
    return new Refusal('IDEMPOTENCY_CONFLICT', 'Another webhook had this id');
  if (error instanceof ParleyError && Object.hasOwn(FINAL, error.code))
    return new Refusal(error.code as keyof typeof FINAL, FINAL[error.code as keyof typeof FINAL]);
  if (error instanceof ParleyError && error.code === 'RATE_LIMITED')
    return new Refusal('RATE_LIMITED', 'The service takes no more for now', {
      retryAfterMs: error.retryAfterMs ?? 30_000,
    });
  return new Refusal('UNAVAILABLE', 'It was not posted; deliver it again', { retryAfterMs: 30_000 });
}
