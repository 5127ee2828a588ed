import { rateLimited } from '@parley/contracts/errors';

/** So many at once, and then so many a second: RFC 2697's bucket, as one number. */
export class Rate {
  /** When the bucket will be full again, in milliseconds of the process's clock. */
  private fullAt = 0;

  constructor(
    private readonly perSecond: number,
    private readonly atOnce: number,
  ) {}

  /** Errors: RATE_LIMITED, with the seconds after which to try again. */
  take(): void {
    const now = performance.now();
    const each = 1_000 / this.perSecond;
    const fullAt = Math.max(now, this.fullAt) + each;
    const lateMs = fullAt - now - this.atOnce * each;
    if (lateMs > 0) throw rateLimited('Too many operations on this socket; try again later', lateMs);
    this.fullAt = fullAt;
  }
}
