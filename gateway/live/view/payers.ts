import { setTimeout as delay } from 'node:timers/promises';
import { ParleyError } from '@parley/contracts/errors';
import type { RequestContext } from '@parley/runtime/request';
import type { Limiter } from '../../connection/limits/limiter';

/** Subscribers of a view, who take turns in being charged for its events. */
export class Payers {
  private readonly requests = new Set<RequestContext>();

  constructor(private readonly limiter: Limiter) {}

  /** Takes part until the callback is called. */
  join(request: RequestContext): () => void {
    this.requests.add(request);
    return () => void this.requests.delete(request);
  }

  /** Charges one of them. If none can pay now, it resolves once one can, or none is left. */
  async pay(cost: number): Promise<void> {
    while (this.requests.size > 0) {
      const waitMs = await this.payOnce(cost);
      if (waitMs === 0) return;
      await delay(waitMs, undefined, { ref: false });
    }
  }

  /** Milliseconds until one of them can pay, of those that are asked; 0 if one has. */
  private async payOnce(cost: number): Promise<number> {
    let soonestMs = MAX_WAIT_MS;
    for (let asked = 0; asked < Math.min(ASKED, this.requests.size); asked++) {
      const [request] = this.requests;
      if (!request) break;
      // the next event is somebody else's
      this.requests.delete(request);
      this.requests.add(request);
      const waitMs = await waitToPay(this.limiter, request, cost);
      if (waitMs === 0) return 0;
      soonestMs = Math.min(soonestMs, waitMs);
    }
    return soonestMs;
  }
}

/** So many are asked in a row: whoever is asked next has not been for longest. */
const ASKED = 5;
/** Others may join, or all may leave. */
const MAX_WAIT_MS = 1_000;

/** Charges an event, or several. Milliseconds until the subscriber can pay; 0 if they have. */
export async function waitToPay(limiter: Limiter, request: RequestContext, cost: number): Promise<number> {
  try {
    await limiter.charge(request, { cost });
    return 0;
  } catch (error) {
    if (error instanceof ParleyError && error.code === 'RATE_LIMITED') return Number(error.extensions.retryAfterMs);
    throw error;
  }
}
