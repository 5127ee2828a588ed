import { randomUUID } from 'node:crypto';
import type { Principal } from '@parley/contracts/principal';
import type { Logger } from '@parley/runtime/logger';
import type { RequestContext } from '@parley/runtime/request';

/** A request that no client made: of a topic for all that look at it, or of the gateway itself. */
export const internalRequest = (principal: Principal, logger: Logger): RequestContext => ({
  principal,
  correlationId: randomUUID(),
  logger,
});
