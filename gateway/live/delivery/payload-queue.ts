import type { Framing } from './outlet';
import type { OwnFeed } from './stream';

/** Payloads that wait for their subscriber at most. */
const MAX_PAYLOADS = 1_000;

/** Payloads of one subscriber alone, in the order in which they were put there. */
export class Mailbox implements OwnFeed {
  queued = false;
  private payloads: Buffer[] = [];

  constructor(readonly framing: Framing) {}

  /** Returns whether there was room. */
  put(payload: Buffer): boolean {
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
