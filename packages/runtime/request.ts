import type { Principal } from '@parley/contracts/principal';
import type { Logger } from './logger';
import type { Place } from './sequence';

/** The context of one request; it goes to every subgraph that executes a part of it. */
export interface RequestContext {
  readonly principal: Principal;
  readonly correlationId: string;
  /** W3C trace context of the caller. */
  readonly traceparent?: string;
  /** IP address of the client; absent if no client sent a request. */
  readonly address?: string;
  /** Origin under which the client reached the gateway; absent if no client sent a request, as in live events. */
  readonly origin?: string;
  /** Headers of the caller that subgraphs over HTTP are sent too, by their names in lower case. */
  readonly forwarded?: Readonly<Record<string, string>>;
  /** Aborts once the client is gone. */
  readonly signal?: AbortSignal;
  /** Of a mutation that must start after the ones before it: an action starts at its turn, and then leaves the place. */
  readonly start?: Place;
  readonly logger: Logger;
}
