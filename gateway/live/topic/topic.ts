import { ParleyError, unavailable } from '@parley/contracts/errors';
import { ENVELOPE, type Envelope, type LiveReplay } from '@parley/contracts/live';
import type { LiveBus, Unsubscribe } from '@parley/ports/bus/live-bus';
import type { Logger } from '@parley/runtime/logger';

/** Envelopes that a topic keeps for views that have yet to execute them; older ones are read from the log. */
const WINDOW = 256;
/** Envelopes that wait for an earlier one; beyond that the log is read. */
const MAX_EARLY = 1_000;
/** How long a missing position may just be late. */
const REORDERING_MS = 30;
const RETRY_MS = 500;
/** Cuts that are remembered for those who were authorized a moment ago. */
const MAX_CUTS = 1_000;

/** Called synchronously; must not throw. */
export interface TopicListener {
  /** There is more to read. */
  advanced?(): void;
  /** What was read of earlier positions is not to be shown any more. */
  purged?(): void;
  /** An envelope that ends streams was heard, be it its turn or not. */
  cut?(envelope: Envelope): void;
  /** The topic can't go on: RESYNC_REQUIRED, or the log is gone. */
  failed(error: unknown): void;
}

interface TopicOptions {
  name: string;
  epoch: string;
  bus: LiveBus;
  /** Reads the log after a position. */
  replay(after: number): Promise<LiveReplay>;
  logger: Logger;
}

/**
 * One topic of this process, however many look at it: hears the bus, and reads the log wherever the bus was not enough.
 * Invariant: `last` moves by one position at a time, and what is up to it can be read, in order, without a hole.
 *
 * ## States
 *
 * FOLLOWING: the bus gives every position in its turn.
 *
 * WAITING: a position is missing, or the log is known to have more. A timer waits for what is only late, or until a failed
 * read is tried again.
 *
 * REPAIRING: the log is read until it has no more than this topic.
 *
 * CLOSED: nobody looks at it any more.
 *
 * In each but CLOSED, what the bus gives is taken as it comes. `setState` is the only place that changes the state.
 */
export class Topic {
  readonly name: string;
  readonly epoch: string;
  /** Position up to which everything can be read. */
  last = 0;
  /** Grows whenever what was read of earlier positions must be read again. */
  generation = 0;
  /** Reads of the log because the bus was not enough. */
  repairs = 0;
  private state: 'following' | 'waiting' | 'repairing' | 'closed' = 'following';
  private readonly window = new Map<number, Envelope>();
  private expireUpTo = 0;
  /** What cut somebody off, in no order, of every position after `cutsAfter`. */
  private cuts: Envelope[] = [];
  private cutsAfter = 0;
  private readonly early = new Map<number, Envelope>();
  private readonly listeners = new Set<TopicListener>();
  private readonly reads = new Map<number, Promise<Envelope[]>>();
  private unsubscribe: Unsubscribe | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: TopicOptions) {
    this.name = options.name;
    this.epoch = options.epoch;
  }

  private setState(state: 'following' | 'repairing' | 'closed'): void;
  private setState(state: 'waiting', ms: number): void;
  private setState(state: Topic['state'], ms?: number): void {
    if (this.state === 'closed') return;
    this.state = state;
    clearTimeout(this.timer);
    if (state === 'waiting') this.timer = setTimeout(() => void this.repair(), ms);
  }

  /** Hears the bus from now on. `position` is where the log was before that: what came between is read from the log. */
  async open(position: number): Promise<void> {
    this.last = position;
    this.cutsAfter = position;
    this.unsubscribe = await this.options.bus.subscribe(this.name, (message) => this.hear(message));
    if (this.state === 'closed') this.unsubscribe();
  }

  close(): void {
    this.setState('closed');
    this.unsubscribe?.();
    this.listeners.clear();
  }

  listen(listener: TopicListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * What comes after a position that is before `last`: at least one envelope, in order.
   * Errors: RESYNC_REQUIRED where the log does not reach back so far; UNAVAILABLE.
   */
  async read(after: number): Promise<readonly Envelope[]> {
    const envelopes = this.inWindow(after);
    if (envelopes.length > 0) return envelopes;
    const running = this.reads.get(after);
    if (running) return running;
    const read = this.replay(after).finally(() => this.reads.delete(after));
    this.reads.set(after, read);
    return read;
  }

  private inWindow(after: number): Envelope[] {
    const envelopes: Envelope[] = [];
    for (let next = this.window.get(after + 1); next; next = this.window.get(next.seq + 1)) envelopes.push(next);
    return envelopes;
  }

  private async replay(after: number): Promise<Envelope[]> {
    const { envelopes } = await this.options.replay(after);
    if (envelopes[0]?.seq !== after + 1) throw unavailable('The log could not be read');
    return envelopes;
  }

  /** Drops the envelopes that were there already when it was called last: contents are kept for seconds. */
  expire(): void {
    for (const seq of this.window.keys()) if (seq <= this.expireUpTo) this.window.delete(seq);
    this.expireUpTo = this.last;
  }

  /** What cut somebody off after a position; undefined where that is not known any more. */
  cutsSince(position: number): readonly Envelope[] | undefined {
    return position < this.cutsAfter ? undefined : this.cuts.filter(({ seq }) => seq > position);
  }

  /** Compares its position with the log's, in case the bus lost something. */
  compare(head: { seq: number; epoch: string } | undefined): void {
    if (head?.epoch !== this.epoch)
      this.fail(new ParleyError('RESYNC_REQUIRED', 'The log has started anew: read afresh'));
    else if (head.seq > this.last) this.repairAfter(0);
  }

  private fail(error: unknown): void {
    for (const listener of [...this.listeners]) listener.failed(error);
  }

  private hear(message: unknown): void {
    const parsed = ENVELOPE.safeParse(message);
    if (!parsed.success) return this.options.logger.warn({ topic: this.name }, 'not an envelope');
    const envelope = parsed.data;
    if (envelope.epoch !== this.epoch) return this.compare(envelope);
    this.cut(envelope);
    if (envelope.seq <= this.last) return;
    if (this.early.size < MAX_EARLY) this.early.set(envelope.seq, envelope);
    this.takeEarly();
    if (this.early.size > 0) this.repairAfter(REORDERING_MS);
  }

  /** Envelopes that wait for an earlier one. */
  get waiting(): number {
    return this.early.size;
  }

  private cut(envelope: Envelope): void {
    if (!envelope.cuts) return;
    this.cuts.push({ ...envelope, event: undefined });
    if (this.cuts.length > MAX_CUTS) this.cutsAfter = Math.max(this.cutsAfter, this.cuts.shift()!.seq);
    for (const listener of [...this.listeners]) listener.cut?.(envelope);
  }

  /** Goes on as far as there is no hole. */
  private takeEarly(): void {
    const before = this.last;
    for (let next = this.early.get(this.last + 1); next; next = this.early.get(this.last + 1)) {
      this.early.delete(next.seq);
      this.take(next);
    }
    for (const seq of this.early.keys()) if (seq <= this.last) this.early.delete(seq);
    if (this.last > before) for (const listener of [...this.listeners]) listener.advanced?.();
  }

  private take(envelope: Envelope): void {
    if (envelope.purges) {
      this.window.clear();
      this.generation++;
      for (const listener of this.listeners) listener.purged?.();
    }
    this.last = envelope.seq;
    this.window.set(envelope.seq, envelope);
    this.window.delete(envelope.seq - WINDOW);
  }

  private repairAfter(ms: number): void {
    if (this.state === 'following') this.setState('waiting', ms);
  }

  private async repair(): Promise<void> {
    this.setState('repairing');
    try {
      await this.catchUp();
      this.setState('following');
    } catch (error) {
      this.setState('following');
      // the log does not reach back to where this is, or is gone
      if (error instanceof ParleyError && !error.extensions.retryable) return this.fail(error);
      this.options.logger.warn({ topic: this.name, err: error }, 'could not fill a hole');
      this.repairAfter(RETRY_MS);
    }
  }

  /** Reads the log until it has no more than this topic. */
  private async catchUp(): Promise<void> {
    for (let more = true; more && this.state !== 'closed';) {
      this.repairs++;
      const { envelopes, seq, epoch } = await this.options.replay(this.last);
      if (epoch !== this.epoch) return this.compare({ seq, epoch });
      for (const envelope of envelopes) {
        if (envelope.seq <= this.last) continue;
        this.cut(envelope);
        this.early.set(envelope.seq, envelope);
      }
      this.takeEarly();
      more = envelopes.length > 0 && seq > this.last;
    }
  }
}
