import type { Service } from '@parley/runtime/service';
import { Outlet, type Connection, type Turns } from './outlet';

/** Bytes that one connection is handed in a turn, before others have theirs. */
const TURN_BYTES = 65_536;
/** What is written in between two allocations, at worst: each connection that is stuck may keep one. */
const SLAB_BYTES = 2 * TURN_BYTES;
/** How long connections have their turns before the process does something else. */
const SWEEP_MS = 8;
/** Connections between two looks at the clock. */
const BETWEEN_LOOKS = 16;
const LOOK_FOR_STUCK_MS = 1_000;

interface Limits {
  /** A connection that takes nothing for as long is closed, in milliseconds. */
  stuckMs: number;
  /** Bytes that one connection is given in a second; twice as many at once. */
  bytesPerSecond: number;
}

const BYTES_AT_ONCE_MS = 2_000;
const REST_MS = 50;

/** Gives each connection that something is ready for its turn: one write, of all that is ready by then. */
export interface Sweep extends Service {
  outlet(connection: Connection): Outlet;
  /** Frames written since the start. */
  readonly delivered: number;
  /** Writes that carried them. */
  readonly writes: number;
  /** Connections that wait for their turn. */
  readonly waiting: number;
  /** Connections that have not taken what they were handed. */
  readonly congested: number;
  /** Bytes of it that they have not taken. */
  readonly congestedBytes: number;
  /** Connections that were closed, since the start, because they took nothing for too long. */
  readonly tooSlow: number;
  /** Connections that were given more than they may in the time. */
  readonly resting: number;
}

/**
 * Frames are copied side by side into one slab, and a connection gets its part of it in one write. While all is
 * taken at once the slab is used again and again; where a connection keeps a part, the slab is left to it.
 * The busier it is, the later a turn comes, the more it carries: the cost of a frame falls.
 */
export function createSweep({ stuckMs, bytesPerSecond }: Limits): Sweep {
  const congested = new Set<Outlet>();
  let waiting: Outlet[] = [];
  let slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
  let used = 0;
  /** Whether a connection still reads from the slab. */
  let lent = false;
  let scheduled: NodeJS.Immediate | undefined;
  let delivered = 0;
  let writes = 0;
  let tooSlow = 0;
  let timer: NodeJS.Timeout | undefined;
  /** Those that were given more than they may in the time, until all are looked at again. */
  let resting: Outlet[] = [];
  let rest: NodeJS.Timeout | undefined;
  let now = 0;

  const turns: Turns = {
    queue(outlet) {
      if (outlet.queued) return;
      outlet.queued = true;
      waiting.push(outlet);
      scheduled ??= setImmediate(sweep);
    },
    congested(outlet, is) {
      if (is) congested.add(outlet);
      else congested.delete(outlet);
    },
  };

  function sweep(): void {
    now = performance.now();
    const end = now + SWEEP_MS;
    const round = waiting;
    waiting = [];
    let n = 0;
    for (; n < round.length; n++) {
      if (n % BETWEEN_LOOKS === 0 && n > 0 && (now = performance.now()) > end) break;
      turn(round[n]!);
    }
    if (n < round.length) waiting = round.slice(n).concat(waiting);
    scheduled = waiting.length > 0 ? setImmediate(sweep) : undefined;
  }

  function turn(outlet: Outlet): void {
    outlet.queued = false;
    if (outlet.congestedSince !== undefined || !outlet.canWrite()) return;
    if (outlet.evenAt > now + BYTES_AT_ONCE_MS) return letRest(outlet);
    const bytes = fill(outlet);
    outlet.evenAt = Math.max(now, outlet.evenAt) + (bytes * 1_000) / bytesPerSecond;
    if (bytes > 0 && outlet.congestedSince === undefined && outlet.current()) turns.queue(outlet);
  }

  function letRest(outlet: Outlet): void {
    outlet.queued = true;
    resting.push(outlet);
    rest ??= setTimeout(() => {
      const rested = resting;
      resting = [];
      rest = undefined;
      for (const one of rested) {
        one.queued = false;
        turns.queue(one);
      }
    }, REST_MS);
  }

  /** One turn's frames, until the feeds have no more or it is enough. Returns how many bytes. */
  function fill(outlet: Outlet): number {
    let start = used;
    for (let feed = outlet.current(); feed; feed = outlet.current()) {
      const payload = feed.next();
      if (!payload) {
        outlet.done();
        continue;
      }
      const room = payload.length + feed.framing.overheadBytes;
      if (used + room > slab.length) start = turnPage(start, room);
      if (feed.framing.mark && feed.resumeAfter !== undefined) used = feed.framing.mark(slab, used, feed.resumeAfter);
      used = feed.framing.put(slab, used, payload);
      delivered++;
      if (used - start >= TURN_BYTES) {
        outlet.rotate();
        break;
      }
    }
    const bytes = used - start;
    if (bytes === 0) return 0;
    writes++;
    if (!outlet.write(slab.subarray(start, used))) lent = true;
    return bytes;
  }

  /** Takes what was begun at `start` along to where there is room for so many bytes more. Returns where it is then. */
  function turnPage(start: number, room: number): number {
    const begun = slab.subarray(start, used);
    const size = Math.max(SLAB_BYTES, begun.length + room);
    const next = lent || size !== slab.length ? Buffer.allocUnsafeSlow(size) : slab;
    next.set(begun, 0);
    slab = next;
    used = begun.length;
    lent = false;
    return 0;
  }

  function closeStuck(): void {
    const before = performance.now() - stuckMs;
    for (const outlet of congested) if (outlet.congestedSince! < before && outlet.tooSlow()) tooSlow++;
  }

  return {
    name: 'sweep',
    outlet: (connection) => new Outlet(connection, turns),
    get delivered() {
      return delivered;
    },
    get writes() {
      return writes;
    },
    get waiting() {
      return waiting.length;
    },
    get congested() {
      return congested.size;
    },
    get congestedBytes() {
      let sum = 0;
      for (const { waitingBytes } of congested) sum += waitingBytes;
      return sum;
    },
    get tooSlow() {
      return tooSlow;
    },
    get resting() {
      return resting.length;
    },
    async start() {
      timer = setInterval(closeStuck, LOOK_FOR_STUCK_MS);
    },
    async stop() {
      clearInterval(timer);
      clearTimeout(rest);
      clearImmediate(scheduled);
    },
  };
}
