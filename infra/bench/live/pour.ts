import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from './clock';
import { textOf } from './queries';
import type { LiveServer } from './servers/live-server';

export interface Pouring {
  ratePerSecond: number;
  seconds: number;
  /** Messages in one request, which the server handles one after the other. */
  batch: number;
  /** Characters of a message. */
  textLength?: number;
  /** Stops early when it returns false. */
  goOn?: () => boolean;
}

export interface Poured {
  /** Messages that the server accepted. */
  sent: number;
  failed: number;
  /** From the first send to the last acceptance. */
  seconds: number;
  startedMs: number;
}

/** Maximum concurrent requests; a server that needs more receives less than the rate. */
const IN_FLIGHT = 64;
const TICK_MS = 5;
const USUAL_LENGTH = 120;

/** Sends messages to all rooms in turn, at a fixed rate, independent of the server; records each room's position. */
export function createPourer({ rooms, send }: LiveServer) {
  const heads = rooms.map(() => 0);
  let next = 0;
  let complained = false;

  async function request(batch: number, textLength: number): Promise<number> {
    const places = Array.from({ length: batch }, () => next++ % rooms.length);
    try {
      const text = textOf(monotonicMs(), textLength);
      const positions = await send(places.map((place) => ({ room: rooms[place]!, text })));
      positions.forEach((seq, n) => (heads[places[n]!] = Math.max(heads[places[n]!]!, seq)));
      return batch;
    } catch (error) {
      if (!complained) console.error(`A send failed: ${error instanceof Error ? error.message : String(error)}`);
      complained = true;
      return 0;
    }
  }

  return {
    /** By room: the position of the last message that was accepted. */
    heads: heads as readonly number[],
    async pour({
      ratePerSecond,
      seconds,
      batch,
      textLength = USUAL_LENGTH,
      goOn = () => true,
    }: Pouring): Promise<Poured> {
      const all = Math.max(1, Math.round((ratePerSecond * seconds) / batch));
      const running = new Set<Promise<void>>();
      const startedMs = monotonicMs();
      let requested = 0;
      let sent = 0;
      while (requested < all && goOn() && monotonicMs() - startedMs < seconds * 1_000) {
        const due = Math.min(all, Math.floor(((monotonicMs() - startedMs) * ratePerSecond) / batch / 1_000) + 1);
        for (; requested < due && running.size < IN_FLIGHT; requested++) {
          const one = request(batch, textLength).then((accepted) => {
            sent += accepted;
            running.delete(one);
          });
          running.add(one);
        }
        await delay(TICK_MS);
      }
      await Promise.all(running);
      return { sent, failed: requested * batch - sent, seconds: (monotonicMs() - startedMs) / 1_000, startedMs };
    },
  };
}

export type Pourer = ReturnType<typeof createPourer>;
