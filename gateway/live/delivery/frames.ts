import type { Envelope } from '@parley/contracts/live';

/** Encoded payloads by position, which grow at their end, and those who read them. */
export interface Frames {
  /** Position up to which payloads have been made. */
  readonly head: number;
  /** Whether a later reader can be given what came after a position. */
  readonly replayable: boolean;
  /** The payload at a position; undefined where there is none yet, or none any more. */
  at(position: number): Buffer | undefined;
  /** Makes again what is at a position up to `head`. Errors: RESYNC_REQUIRED, UNAVAILABLE where it can't be. */
  load(position: number): Promise<void>;
  /** `authorizedAt`: position at which the reader was known to be allowed. It is told at once of what cut some off since. */
  join(reader: FramesReader, authorizedAt: number): void;
  leave(reader: FramesReader): void;
}

/** Is told synchronously; must not throw. */
export interface FramesReader {
  /** `head` has moved on. */
  advanced(): void;
  /** Some may not have them from this position on. */
  cut(envelope: Pick<Envelope, 'seq' | 'cuts'>): void;
  /** What cut some off since the reader was known to be allowed is not known any more. */
  doubted(): void;
  ended(error: unknown): void;
  /** Nothing comes after `head`: ends the reader once it has read up to there, with the error if there is one. */
  finished(error?: unknown): void;
}
