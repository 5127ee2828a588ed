import { setTimeout as delay } from 'node:timers/promises';
import type { Load } from './load/load';
import type { LiveServer } from './servers/live-server';

const LOOK_MS = 400;
/** Share of one processor. */
const QUIET_SHARE = 0.15;
const SETTLED_WITHIN_MS = 10_000;

/** Waits until the server is nearly idle, up to a time limit. */
export async function settled(server: LiveServer): Promise<void> {
  for (let lookedMs = 0; lookedMs < SETTLED_WITHIN_MS; lookedMs += LOOK_MS) {
    const before = (await server.usage()).cpuMs;
    await delay(LOOK_MS);
    if ((await server.usage()).cpuMs - before < LOOK_MS * QUIET_SHARE) return;
  }
}

const EVERY_MS = 50;
/** If nothing arrives for this long, the missing events are lost. */
const STALLED_MS = 5_000;

interface Arrival {
  /** Events that did not arrive. */
  missing: number;
  /** The time limit passed while events were still arriving. */
  cutShort: boolean;
}

/** Waits until every socket has received everything up to the heads, nothing arrives any more, or the time limit passes. */
export async function arrival(load: Load, heads: readonly number[], withinMs: number): Promise<Arrival> {
  let events = -1;
  let stalledMs = 0;
  for (let waitedMs = 0; ; waitedMs += EVERY_MS) {
    const counts = await load.counts(heads);
    if (counts.missing === 0) return { missing: 0, cutShort: false };
    stalledMs = counts.events === events ? stalledMs + EVERY_MS : 0;
    events = counts.events;
    if (stalledMs >= STALLED_MS) return { missing: counts.missing, cutShort: false };
    if (waitedMs >= withinMs) return { missing: counts.missing, cutShort: true };
    await delay(EVERY_MS);
  }
}

/** Samples the server's memory until the returned function is called, which returns the maximum. */
export function watchMemory(server: LiveServer): () => Promise<number> {
  let most = 0;
  let watching = true;
  const watched = (async () => {
    while (watching) {
      most = Math.max(most, (await server.usage()).rssBytes);
      await delay(LOOK_MS / 2);
    }
  })();
  return async () => {
    watching = false;
    await watched;
    return most;
  };
}
