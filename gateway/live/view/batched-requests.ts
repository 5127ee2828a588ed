import { randomUUID } from 'node:crypto';
import type { Principal } from '@parley/contracts/principal';
import type { Logger } from '@parley/runtime/logger';
import type { RequestContext } from '@parley/runtime/request';

/** A request that no client made: of a topic for all that look at it, or of the gateway itself. */
export const internalRequest = (principal: Principal, log: Logger): RequestContext => ({
  principal,
  correlationId: randomUUID(),
  log,
});

/**
 * One request for all that begin to execute for the same principal before any of them has looked something up, so that
 * what several views of an event need is looked up together. Nobody joins it later: an event that came after it had
 * looked something up would be shown older than it is. DataLoaders begin once no microtask is left, too, but a tick later.
 */
export function requestsTogether(log: Logger): (principal: Principal) => RequestContext {
  const together = new Map<string, RequestContext>();
  return (principal) => {
    const key = JSON.stringify(principal);
    const present = together.get(key);
    if (present) return present;
    if (together.size === 0) queueMicrotask(() => process.nextTick(() => together.clear()));
    const request = internalRequest(principal, log);
    together.set(key, request);
    return request;
  };
}
