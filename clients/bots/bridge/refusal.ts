import { ParleyError, type ErrorCode } from '@parley/client';

type RefusalCode = Extract<
  ErrorCode,
  'UNAUTHENTICATED' | 'VALIDATION_FAILED' | 'NOT_FOUND' | 'RATE_LIMITED' | 'IDEMPOTENCY_CONFLICT' | 'UNAVAILABLE'
>;

const STATUS: Readonly<Record<RefusalCode, number>> = {
  UNAUTHENTICATED: 401,
  VALIDATION_FAILED: 400,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  IDEMPOTENCY_CONFLICT: 409,
  UNAVAILABLE: 503,
};

/** Why a webhook is not taken, as it is answered. */
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

/** What went wrong behind the listener, as its sender is told of it. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { statusCode } = error as { statusCode?: number };
  if (statusCode === 413) return new Refusal('VALIDATION_FAILED', 'The body is too large', { status: 413 });
  if (statusCode !== undefined && statusCode < 500)
    return new Refusal('VALIDATION_FAILED', 'The request can not be read', { status: statusCode });
  if (error instanceof ParleyError && error.code === 'IDEMPOTENCY_CONFLICT')
    return new Refusal('IDEMPOTENCY_CONFLICT', 'Another webhook had this id');
  // also where the bot is no member any more: its owner can mend that
  return new Refusal('UNAVAILABLE', 'It was not posted; deliver it again', { retryAfterMs: 30_000 });
}
