import type { Principal } from '@parley/contracts/principal';
import type { Logger } from '@parley/runtime/logger';
import type { RequestContext } from '@parley/runtime/request';
import { internalRequest } from '../internal-request';

/**
 * One request for all that begin to execute for the same principal before any of them has looked something up, so that
 * what several views of an event need is looked up together. Nobody joins it later: an event that came after it had
 * looked something up would be shown older than it is. DataLoaders begin once no microtask is left, too, but a tick later.
 */
export function batchedRequests(logger: Logger): (principal: Principal) => RequestContext {
  const batch = new Map<string, RequestContext>();
  return (principal) => {
    const key = JSON.stringify(principal);
    const present = batch.get(key);
    if (present) return present;
    if (batch.size === 0) queueMicrotask(() => process.nextTick(() => batch.clear()));
    const request = internalRequest(principal, logger);
    batch.set(key, request);
    return request;
  };
}
