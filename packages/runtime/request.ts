import type { Principal } from '@parley/contracts/principal';
import type { Logger } from './logger';

/** What travels with one request through every subgraph that answers a part of it. */
export interface RequestContext {
  readonly principal: Principal;
  readonly correlationId: string;
  /** W3C trace context of the caller. */
  readonly traceparent?: string;
  readonly log: Logger;
}
