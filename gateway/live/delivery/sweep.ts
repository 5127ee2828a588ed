import type { Service } from '@parley/runtime/service';
import { Outlet, type OutletState } from './outlet';
import type { Transport } from './transport';

/** Bytes that one connection is handed in a turn, before others have theirs. */
const TURN_BYTES = 65_536;
/** What is written in between two allocations, at worst: each connection that is stuck may keep one. */
const SLAB_BYTES = 2 * TURN_BYTES;
/** How long connections have their turns before the process does something else. */
const SWEEP_MS = 8;
/** Turns between two looks at the clock. */
const TURNS_PER_CLOCK_READ = 16;
const CLOSE_STUCK_EVERY_MS = 1_000;
/** How far ahead of its rate a connection may be. */
const BURST_MS = 2_000;
const THROTTLE_MS = 50;

interface Limits {
  /** A connection that takes nothing for as long is closed, in milliseconds. */
  stuckMs: number;
  /** Bytes that one connection is given in a second; twice as many at once. */
  bytesPerSecond: number;
}

/** Gives each connection that something is ready for its turn: one write, of all that is ready by then. */
export interface Sweep extends Service {
  outlet(transport: Transport): Outlet;
  /** Frames written since the start. */
  readonly delivered: number;
  /** Writes that carried them. */
  readonly writes: number;
  /** Connections that wait for their turn. */
  readonly queued: number;
  /** Connections that have not taken what they were handed. */
  readonly congested: number;
  /** Bytes of it that they have not taken. */
  readonly congestedBytes: number;
  /** Connections that were closed, since the start, because they took nothing for too long. */
  readonly closedAsTooSlow: number;
  /** Connections that were given more than their rate allows. */
  readonly throttled: number;
}

/**
 * Frames are copied side by side into one slab, and a connection gets its part of it in one write. While all is
 * taken at once the slab is used again and again; where a connection keeps a part, the slab is left to it.
 * The busier it is, the later a turn comes, the more it carries: the cost of a frame falls.
 */
export function createSweep({ stuckMs, bytesPerSecond }: Limits): Sweep {
  const congested = new Set<Outlet>();
  let queued: Outlet[] = [];
  let throttled: Outlet[] = [];
  let slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
  let used = 0;
  /** Whether a connection still reads from the slab. */
  let lent = false;
  let scheduled: NodeJS.Immediate | undefined;
  let unthrottling: NodeJS.Timeout | undefined;
  let closing: NodeJS.Timeout | undefined;
  let delivered = 0;
  let writes = 0;
  let closedAsTooSlow = 0;
  /** When stuck connections were looked for last, and when the process last went on after a stall. */
  let lookedAt = 0;
  let stalledUntil = -Infinity;
  let now = 0;

  function onState(outlet: Outlet, before: OutletState): void {
    if (before === 'congested') congested.delete(outlet);
    const { state } = outlet;
    if (state === 'queued') {
      queued.push(outlet);
      scheduled ??= setImmediate(sweep);
    } else if (state === 'congested') {
      congested.add(outlet);
    } else if (state === 'throttled') {
      throttled.push(outlet);
      unthrottling ??= setTimeout(unthrottle, THROTTLE_MS);
    }
  }

  function sweep(): void {
    now = performance.now();
    const end = now + SWEEP_MS;
    const round = queued;
    queued = [];
    let n = 0;
    for (; n < round.length; n++) {
      if (n % TURNS_PER_CLOCK_READ === 0 && n > 0 && (now = performance.now()) > end) break;
      giveTurn(round[n]!);
    }
    if (n < round.length) queued = round.slice(n).concat(queued);
    scheduled = queued.length > 0 ? setImmediate(sweep) : undefined;
  }

  function giveTurn(outlet: Outlet): void {
    if (!outlet.beginTurn()) return;
    if (outlet.withinRateAt > now + BURST_MS) return outlet.throttle();
    const bytes = fill(outlet);
    outlet.withinRateAt = Math.max(now, outlet.withinRateAt) + (bytes * 1_000) / bytesPerSecond;
    outlet.endTurn();
  }

  function unthrottle(): void {
    const outlets = throttled;
    throttled = [];
    unthrottling = undefined;
    for (const outlet of outlets) outlet.unthrottle();
  }

  /** Writes one turn's frames, until the feeds have no more or it is enough. Returns how many bytes. */
  function fill(outlet: Outlet): number {
    let start = used;
    for (let feed = outlet.currentFeed(); feed; feed = outlet.currentFeed()) {
      const payload = feed.next();
      if (!payload) {
        outlet.dropFeed();
        continue;
      }
      const room = payload.length + feed.framing.overheadBytes;
      if (used + room > slab.length) start = nextSlab(start, room);
      if (feed.framing.mark && feed.resumeAfter !== undefined) used = feed.framing.mark(slab, used, feed.resumeAfter);
      used = feed.framing.put(slab, used, payload);
      delivered++;
      if (used - start >= TURN_BYTES) {
        outlet.rotateFeeds();
        break;
      }
    }
    const bytes = used - start;
    if (bytes === 0) return 0;
    writes++;
    if (!outlet.write(slab.subarray(start, used))) lent = true;
    return bytes;
  }

  /** Moves what was begun at `start` to a slab with room for so many bytes more. Returns where it starts there. */
  function nextSlab(start: number, room: number): number {
    const begun = slab.subarray(start, used);
    const size = Math.max(SLAB_BYTES, begun.length + room);
    const next = lent || size !== slab.length ? Buffer.allocUnsafeSlow(size) : slab;
    next.set(begun, 0);
    slab = next;
    used = begun.length;
    lent = false;
    return 0;
  }

  /** After a stall of the whole process, each connection has the full time again: it could not be written to meanwhile. */
  function closeStuck(): void {
    const time = performance.now();
    if (time - lookedAt > 2 * CLOSE_STUCK_EVERY_MS) stalledUntil = time;
    lookedAt = time;
    const before = time - stuckMs;
    if (stalledUntil >= before) return;
    for (const outlet of congested) if (outlet.congestedSince < before && outlet.closeAsTooSlow()) closedAsTooSlow++;
  }

  return {
    name: 'sweep',
    outlet: (transport) => new Outlet({ transport, onState }),
    get delivered() {
      return delivered;
    },
    get writes() {
      return writes;
    },
    get queued() {
      return queued.length;
    },
    get congested() {
      return congested.size;
    },
    get congestedBytes() {
      let sum = 0;
      for (const { bufferedBytes } of congested) sum += bufferedBytes;
      return sum;
    },
    get closedAsTooSlow() {
      return closedAsTooSlow;
    },
    get throttled() {
      return throttled.length;
    },
    async start() {
      lookedAt = performance.now();
      closing = setInterval(closeStuck, CLOSE_STUCK_EVERY_MS);
    },
    async stop() {
      clearInterval(closing);
      clearTimeout(unthrottling);
      clearImmediate(scheduled);
    },
  };
}
