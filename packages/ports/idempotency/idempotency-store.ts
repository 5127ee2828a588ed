import type { UserId } from '@parley/contracts/ids';

/** Of each person the first answers to what was asked for with a key, so that asking again changes nothing again. */
export interface KeptAnswers {
  /**
   * Takes the key for this request, if it is free. From then on all others with it are told so, in whatever process.
   * A key is free again after 24 hours, or when its request released it, or a minute after it began and then was heard
   * of no more: its process was killed, and whether it had changed anything is not known.
   * Errors: UNAVAILABLE, and QUOTA_EXCEEDED where the person has too many keys; then nothing was taken.
   */
  begin(asking: Asking): Promise<Begun>;
}

export interface Asking {
  person: UserId;
  key: string;
  /** All that the answer depends on, as one text. */
  asked: string;
}

export type Begun =
  | ({ state: 'first' } & Taken)
  /** It was answered before. */
  | { state: 'answered'; answer: string }
  /** The first one is not answered yet. */
  | { state: 'under way' }
  /** The key was taken to ask for something else. */
  | { state: 'something else' };

/** A key that is this request's. */
export interface Taken {
  /** An answer that there is no room for is kept as the empty text. */
  keep(answer: string): Promise<void>;
  /** As if it had never been asked. */
  release(): Promise<void>;
}
