import type { Principal } from '@parley/contracts/principal';

/** Limits the operations of some people. */
export interface Slowdown {
  isSlowed(principal: Principal): boolean;
  /** Call it before an operation of a person who is slowed down. Errors: RATE_LIMITED. */
  take(principal: Principal): Promise<void>;
}

/** Nobody is slowed. */
export const NO_SLOWDOWN: Slowdown = { isSlowed: () => false, take: async () => undefined };
