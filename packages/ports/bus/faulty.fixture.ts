import type { LiveBus } from './live-bus';

/** How often, of a thousand messages, which fault happens to one. Of those that none happens to, all go through at once. */
export interface Faults {
  drop: number;
  repeat: number;
  /** Comes later, behind others. */
  delay: number;
}

/** A live bus whose faults are those that its contract admits. */
export interface FaultyBus extends LiveBus {
  /** What happens from now on. */
  setFaults(faults: Faults): void;
  /** Loses all that is published, until it is up. */
  down(): void;
  /** Keeps all that is published to itself, until it is up: then all of it comes at once. */
  stall(): void;
  up(): void;
  /** Loses all that is on its way. */
  wipe(): void;
  /** How many messages each fault happened to. */
  readonly counts: Readonly<Record<keyof Faults | 'lost' | 'stalled' | 'wiped', number>>;
  /** Nothing is on its way any more. */
  close(): void;
}

interface Options {
  /** A number from 0 to below `limit`, by a seed. */
  below(limit: number): number;
  /** Milliseconds that a message comes late, or a subscription begins late, at most. */
  maxDelayMs?: number;
}

export const NO_FAULTS: Faults = { drop: 0, repeat: 0, delay: 0 };

/**
 * Does to the messages of a bus what its contract says may happen to them: `up` → (`down` | `stalled`) → `up`. Subscribing
 * takes a while, as over a network. Invariant: what is published while it is up and has no faults arrives.
 */
export function faultyBus(bus: LiveBus, { below, maxDelayMs = 100 }: Options): FaultyBus {
  const counts = { drop: 0, repeat: 0, delay: 0, lost: 0, stalled: 0, wiped: 0 };
  const onTheirWay = new Set<NodeJS.Timeout>();
  let state: 'up' | 'down' | 'stalled' = 'up';
  let faults = NO_FAULTS;
  let stalled: (() => Promise<void>)[] = [];

  function later(deliver: () => Promise<void>): void {
    const timer = setTimeout(() => {
      onTheirWay.delete(timer);
      void deliver();
    }, below(maxDelayMs));
    onTheirWay.add(timer);
  }

  async function publish(topic: string, message: unknown): Promise<void> {
    const deliver = () => bus.publish(topic, message);
    if (state === 'down') return void counts.lost++;
    if (state === 'stalled') {
      counts.stalled++;
      stalled.push(deliver);
      return;
    }
    const fault = drawn(below(1_000), faults);
    if (fault) counts[fault]++;
    if (fault === 'delay' || fault === 'repeat') later(deliver);
    if (fault === undefined || fault === 'repeat') await deliver();
  }

  function forget(): number {
    const lost = onTheirWay.size + stalled.length;
    for (const timer of onTheirWay) clearTimeout(timer);
    onTheirWay.clear();
    stalled = [];
    return lost;
  }

  return {
    counts,
    publish,
    async subscribe(topic, listener) {
      await new Promise((resolve) => setTimeout(resolve, below(maxDelayMs)));
      return bus.subscribe(topic, listener);
    },
    setFaults: (some) => void (faults = some),
    down: () => void (state = 'down'),
    stall: () => void (state = 'stalled'),
    up() {
      state = 'up';
      const waiting = stalled;
      stalled = [];
      for (const deliver of waiting) void deliver();
    },
    wipe: () => void (counts.wiped += forget()),
    close: () => void forget(),
  };
}

function drawn(dice: number, { drop, repeat, delay }: Faults): keyof Faults | undefined {
  if (dice < drop) return 'drop';
  if (dice < drop + repeat) return 'repeat';
  return dice < drop + repeat + delay ? 'delay' : undefined;
}
