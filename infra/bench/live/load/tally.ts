import type { Counts, Samples } from './plan';

/** Maximum number of latencies; beyond it, they are a uniform random sample. */
const MAX_LATENCIES = 200_000;
/** Events since a mark whose receipt is recorded for each socket. */
const MAX_EVENTS = 16_384;

/** Counts of the sockets of this process. It has plain fields, because it is written a million times a second. */
export class Tally {
  subscribed = 0;
  events = 0;
  bytes = 0;
  lost = 0;
  repeated = 0;
  dropped = 0;
  lastAtMs = 0;
  private readonly reasons = new Map<string, number>();
  private latencies = new Float64Array(MAX_LATENCIES);
  private sampled = 0;
  private reached = new Int32Array(MAX_EVENTS);
  private lastAt = new Float64Array(MAX_EVENTS);
  private sentAt = new Float64Array(MAX_EVENTS);

  /** A socket received its `n`th event since the mark. */
  got(n: number, nowMs: number): void {
    this.events++;
    if (n >= MAX_EVENTS) return;
    this.reached[n]!++;
    this.lastAt[n] = nowMs;
  }

  /** Records the latency of that event. */
  sample(n: number, sentMs: number, nowMs: number): void {
    if (n < MAX_EVENTS) this.sentAt[n] = sentMs;
    const place = this.sampled < MAX_LATENCIES ? this.sampled : Math.floor(Math.random() * (this.sampled + 1));
    if (place < MAX_LATENCIES) this.latencies[place] = nowMs - sentMs;
    this.sampled++;
  }

  /** An event arrived at an unexpected position. */
  astray(position: number, expected: number): void {
    if (position > expected) this.lost += position - expected;
    else this.repeated += expected - position;
  }

  because(reason: string): void {
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }

  counts(missing: number): Counts {
    const { subscribed, events, bytes, lost, repeated, dropped, lastAtMs } = this;
    const reasons = Object.fromEntries(this.reasons);
    return { subscribed, events, bytes, missing, lost, repeated, dropped, lastAtMs, reasons };
  }

  mark(): void {
    this.sampled = 0;
    this.reached = new Int32Array(MAX_EVENTS);
    this.lastAt = new Float64Array(MAX_EVENTS);
    this.sentAt = new Float64Array(MAX_EVENTS);
  }

  samples(): Samples {
    return {
      latenciesMs: this.latencies.slice(0, Math.min(this.sampled, MAX_LATENCIES)),
      reached: this.reached,
      lastMs: this.lastAt.map((at, n) => (this.sentAt[n] ? at - this.sentAt[n] : Number.NaN)),
    };
  }
}
