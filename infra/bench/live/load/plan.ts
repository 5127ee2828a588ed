/** The sockets of a load, each with one subscription. Socket `n` has user, query and room `n` modulo how many there are. */
export interface Plan {
  port: number;
  sockets: number;
  /** Access tokens, one a user. */
  tokens: readonly string[];
  /** What is subscribed: `$id` is the room, `$after` the position. */
  queries: readonly string[];
  rooms: readonly string[];
  /** By room: the position after which events count. */
  after: readonly number[];
  /** Every so many sockets, each event is looked at: its position, and when it was sent. */
  sampleEvery: number;
  /** Sockets that get no further than their subscription: nothing is read from then on. */
  deaf?: boolean;
}

/** A part of a plan, for one process: its sockets have the numbers from `first`. */
export interface Part extends Plan {
  first: number;
}

/** What all sockets of a load have seen; of a part, or of all together. */
export interface Counts {
  /** Sockets that are connected and have subscribed. */
  subscribed: number;
  events: number;
  /** Bytes that were read. */
  bytes: number;
  /** Events up to the asked heads that are still to come. */
  missing: number;
  /** Events that did not come, though a later one did. */
  lost: number;
  /** Events that came again, or that nobody sent. */
  repeated: number;
  /** Sockets that ended without being asked to, and came back, each time it happened. */
  dropped: number;
  /** Why, and how often: close codes, and codes of errors. */
  reasons: Readonly<Record<string, number>>;
  /** When the last event came, by the clock that all processes share. */
  lastAtMs: number;
}

/** What was measured since a mark. */
export interface Samples {
  /** From sent to read, in milliseconds. */
  latenciesMs: Float64Array;
  /** By event, as long as all sockets have the same ones: how many sockets have got it. */
  reached: Int32Array;
  /** By event: when the last of them got it, after it was sent; NaN where no socket that samples has got it. */
  lastMs: Float64Array;
}
