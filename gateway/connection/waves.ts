import { setTimeout as delay } from 'node:timers/promises';

/** A drain closes this many connections, then waits a moment, so that their clients do not all come back at once. */
const WAVE = 200;
const BETWEEN_WAVES_MS = 20;

/** Closes connections, those that were there first. */
export async function closeInWaves<C>(connections: readonly C[], close: (connection: C) => void): Promise<void> {
  for (let from = 0; from < connections.length; from += WAVE) {
    if (from > 0) await delay(BETWEEN_WAVES_MS);
    connections.slice(from, from + WAVE).forEach(close);
  }
}
