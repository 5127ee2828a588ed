import type { UserId } from '@parley/contracts/ids';

/** Stores, for each person, the first response to each idempotency key, so that a repeated request changes nothing. */
export interface IdempotencyStore {
  /**
   * Reserves the key for this request, if it is free; from then on no other request gets it, in whatever process.
   * A key is free again after 24 hours, or when its request released it. It is also free for the same request one minute
   * after that began and did not complete: its process crashed, and nobody knows whether it changed anything.
   * Errors: UNAVAILABLE, and QUOTA_EXCEEDED if the person has too many keys; then nothing was reserved.
   */
  begin(request: IdempotentRequest): Promise<BeginResult>;
}

export interface IdempotentRequest {
  person: UserId;
  key: string;
  /** All that the response depends on, as one text. */
  content: string;
}

export type BeginResult =
  | ({ state: 'reserved' } & Reservation)
  /** An earlier request has this response. */
  | { state: 'completed'; response: string }
  /** An earlier request has no response yet. */
  | { state: 'in progress' }
  /** An earlier request with this key had other content. */
  | { state: 'conflict' };

/** A key that belongs to this request. */
export interface Reservation {
  /** Stores the response; as an empty text if there is no room for it. */
  complete(response: string): Promise<void>;
  /** Frees the key, as if it had never been used. */
  release(): Promise<void>;
}
