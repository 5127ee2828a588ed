import { rateLimited } from '@parley/contracts/errors';
import { takeTokens, type TokenBucket } from '@parley/ports/ephemeral/token-bucket';

/** The token bucket of one socket. */
export class Rate {
  /** When the bucket will be full again, in milliseconds of the process's clock. */
  private fullAt = 0;

  private readonly bucket: TokenBucket;

  constructor(perSecond: number, atOnce: number) {
    this.bucket = { perSecond, atOnce };
  }

  /** Errors: RATE_LIMITED, with the seconds after which to try again. */
  take(): void {
    const waitMs = this.wait(1);
    if (waitMs > 0) throw rateLimited('Too many operations on this socket; try again later', waitMs);
  }

  /** Takes so many tokens, or none. */
  takes(tokens: number): boolean {
    return this.wait(tokens) === 0;
  }

  private wait(tokens: number): number {
    if (this.bucket.perSecond === Infinity) return 0;
    const { waitMs, fullAt } = takeTokens(this.bucket, { tokens, now: performance.now(), fullAt: this.fullAt });
    if (waitMs === 0) this.fullAt = fullAt;
    return waitMs;
  }
}
