import { setTimeout as delay } from 'node:timers/promises';
import { quantile } from '../report';

/** Sends one durable message to a conversation, by its number. Errors: unless it was accepted. */
export type SendTo = (conversation: number) => Promise<unknown>;

export interface Latencies {
  p50Ms: number;
  p99Ms: number;
}

export interface Load {
  send: SendTo;
  conversations: number;
  seconds: number;
}

const TICK_MS = 5;

/** So many senders, each of which sends the next message as soon as the one before is accepted. */
export async function closedLoop(
  { send, conversations, seconds }: Load,
  atOnce: number,
): Promise<Latencies & { sendsPerSecond: number }> {
  const took: number[] = [];
  let next = 0;
  const started = performance.now();
  const end = started + seconds * 1_000;
  async function sender(): Promise<void> {
    while (performance.now() < end) {
      const sentAt = performance.now();
      await send(next++ % conversations);
      took.push(performance.now() - sentAt);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, sender));
  return { sendsPerSecond: (took.length * 1_000) / (performance.now() - started), ...latencies(took) };
}

/** Sends at a fixed rate, however long responses take. Times count from when a message was due. */
export async function openLoop({ send, conversations, seconds }: Load, ratePerSecond: number): Promise<Latencies> {
  const took: number[] = [];
  const sends: Promise<void>[] = [];
  const started = performance.now();
  const total = Math.floor(ratePerSecond * seconds);
  async function sendDue(dueAt: number): Promise<void> {
    await send(sends.length % conversations);
    took.push(performance.now() - dueAt);
  }
  while (sends.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1_000) * ratePerSecond));
    while (sends.length < due) sends.push(sendDue(started + (sends.length * 1_000) / ratePerSecond));
    await delay(TICK_MS);
  }
  await Promise.all(sends);
  return latencies(took);
}

const latencies = (took: readonly number[]): Latencies => ({ p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99) });
