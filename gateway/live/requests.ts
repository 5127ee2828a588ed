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
 * One request for everything that is executed for the same principal in the same turn of the event loop, so that what
 * several views of an event need is looked up together. It is not kept longer: what it has looked up would be old.
 */
export function requestsOfTurn(log: Logger): (principal: Principal) => RequestContext {
  const ofTurn = new Map<string, RequestContext>();
  return (principal) => {
    const key = JSON.stringify(principal);
    const present = ofTurn.get(key);
    if (present) return present;
    if (ofTurn.size === 0) setImmediate(() => ofTurn.clear());
    const request = internalRequest(principal, log);
    ofTurn.set(key, request);
    return request;
  };
}
