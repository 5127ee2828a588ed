import type { StreamFeed } from './stream';
import type { Framing } from './transport';

/** Payloads that wait for their subscriber at most. */
const MAX_PAYLOADS = 1_000;

/** Payloads of one subscriber alone, in the order in which they were added. */
export class PayloadQueue implements StreamFeed {
  queued = false;
  private payloads: Buffer[] = [];

  constructor(readonly framing: Framing) {}

  /** Returns whether there was room. */
  add(payload: Buffer): boolean {
    if (this.payloads.length >= MAX_PAYLOADS) return false;
    this.payloads.push(payload);
    return true;
  }

  close(): void {
    this.payloads = [];
  }

  next(): Buffer | undefined {
    return this.payloads.shift();
  }
}
