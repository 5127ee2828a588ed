/** The sockets of a load, each with one subscription. Socket `n` has user, query and room `n`, modulo their counts. */
export interface Plan {
  port: number;
  sockets: number;
  /** Access tokens, one per user. */
  tokens: readonly string[];
  /** Subscriptions: `$id` is the room, `$after` the position. */
  queries: readonly string[];
  rooms: readonly string[];
  /** By room: the position after which events count. */
  after: readonly number[];
  /** One of this many sockets records the position and the send time of every event. */
  sampleEvery: number;
  /** Sockets that subscribe and then stop reading. */
  deaf?: boolean;
}

/** A part of a plan, for one process: its sockets have the numbers from `first`. */
export interface Part extends Plan {
  first: number;
}

/** Counts of a load's sockets, of a part or in total. */
export interface Counts {
  /** Sockets that are connected and have subscribed. */
  subscribed: number;
  events: number;
  /** Bytes that were read. */
  bytes: number;
  /** Events up to the heads that have not arrived yet. */
  missing: number;
  /** Events that did not arrive although a later one did. */
  lost: number;
  /** Events that arrived twice, or that nobody sent. */
  repeated: number;
  /** How often a socket was dropped by the server and reconnected. */
  dropped: number;
  /** Counts of dropped sockets by close code or error code. */
  reasons: Readonly<Record<string, number>>;
  /** When the last event arrived, by the machine's monotonic clock. */
  lastAtMs: number;
}

/** Measurements since a mark. */
export interface Samples {
  /** Latency from send to receipt, in milliseconds. */
  latenciesMs: Float64Array;
  /** By event, if all sockets have the same ones: how many sockets received it. */
  reached: Int32Array;
  /** By event: time from the send to the last receipt; NaN if no recording socket received it. */
  lastMs: Float64Array;
}
