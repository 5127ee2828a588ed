import type { Viewer } from '@parley/contracts/principal';

/** Operations that bots with a key may run: those that were published for each of them. */
export interface BotOperations {
  /** Resolves once the operations of this bot are in memory; undefined if they are already. Errors: UNAVAILABLE. */
  load(bot: Viewer): Promise<void> | undefined;
  /** The text of the operation with this hash, if this bot may run it. Call it right after `load`. */
  textOf(bot: Viewer, hash: string): string | undefined;
}
