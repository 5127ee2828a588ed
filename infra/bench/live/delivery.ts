import { openLoad, type Load } from './load/load';
import type { Plan, Samples } from './load/plan';
import { createPourer, type Pourer, type Pouring } from './pour';
import { EVENTS } from './queries';
import type { LiveServer } from './servers/live-server';
import { arrival, settled, watchMemory } from './waiting';

/** The load on a server. */
export interface DeliveryTest {
  sockets: number;
  pouring: Pouring;
  /** Default: one query for all sockets. */
  queries?: readonly string[];
  sampleEvery?: number;
  /** Time limit from the last send until everything has arrived. */
  catchUpWithinMs?: number;
  /** Time limit to open the sockets. */
  openWithinMs?: number;
}

/** The results. Figures of the server cover its processes, without the database. */
export interface Heard {
  events: number;
  /** Rate while it was sending. */
  sendsPerSecond: number;
  deliveries: number;
  /** From the first send to the last delivery. */
  deliveriesPerSecond: number;
  /** All CPU time of the server during the measurement. */
  cpuMs: number;
  /** The same per delivery, in µs. */
  cpuPerDelivery: number;
  frameBytes: number;
  p50Ms: number;
  p99Ms: number;
  /** Time until the slowest socket received the slowest event; NaN if rooms differ. */
  lastSocketMs: number;
  /** Time from when the last send was accepted. */
  caughtUpMs: number;
  lost: number;
  repeated: number;
  /** Deliveries that were missing at the time limit. */
  behind: number;
  dropped: number;
  rssPeak: number;
  loadCpuMs: number;
}

export interface Delivered extends Heard {
  /** In µs, net of the cost of the same sends without subscribers. */
  netCpuPerDelivery: number;
  rssBefore: number;
  rssSubscribed: number;
}

const WARM_UP_SECONDS = 2;
const CATCH_UP_MS = 30_000;
const OPEN_WITHIN_MS = 180_000;
/** By default, one of this many sockets records every event. */
const SAMPLE_EVERY = 50;

/** Sends to a server without subscribers, then opens the sockets, and sends the same again. */
export async function measureDelivery(server: LiveServer, test: DeliveryTest): Promise<Delivered> {
  const pourer = createPourer(server);
  const progress = (step: string) => console.error(`${server.name}: ${step}`);
  progress('sending to nobody');
  const warmUp = { ...test.pouring, seconds: WARM_UP_SECONDS };
  await pourer.pour(warmUp);
  const unheard = await cpuOf(server, () => pourer.pour(test.pouring));
  await settled(server);
  const rssBefore = (await server.usage()).rssBytes;
  progress(`opening ${test.sockets} sockets`);
  const load = await openLoad(planOf(server, test, pourer), { withinMs: test.openWithinMs ?? OPEN_WITHIN_MS });
  try {
    await settled(server);
    const rssSubscribed = (await server.usage()).rssBytes;
    progress('sending to all');
    await pourer.pour(warmUp);
    await arrival(load, pourer.heads, test.catchUpWithinMs ?? CATCH_UP_MS);
    const warm = await load.counts(pourer.heads);
    const heard = await hear(server, { load, pourer, test });
    const lost = heard.lost + warm.lost;
    const repeated = heard.repeated + warm.repeated;
    const cpuMsOfSends = unheard.poured.sent === 0 ? 0 : (unheard.cpuMs / unheard.poured.sent) * heard.events;
    const netCpuPerDelivery = ((heard.cpuMs - cpuMsOfSends) * 1_000) / heard.deliveries;
    return { ...heard, lost, repeated, netCpuPerDelivery, rssBefore, rssSubscribed };
  } finally {
    await load.close();
  }
}

export const planOf = (
  server: LiveServer,
  { sockets, queries, sampleEvery }: Pick<DeliveryTest, 'sockets' | 'queries' | 'sampleEvery'>,
  pourer: Pourer,
): Plan => ({
  port: server.port,
  sockets,
  tokens: server.tokens,
  queries: queries ?? [EVENTS],
  rooms: server.rooms,
  after: [...pourer.heads],
  sampleEvery: sampleEvery ?? SAMPLE_EVERY,
});

async function cpuOf<T>(server: LiveServer, work: () => Promise<T>): Promise<{ cpuMs: number; poured: T }> {
  const before = (await server.usage()).cpuMs;
  const poured = await work();
  return { cpuMs: (await server.usage()).cpuMs - before, poured };
}

interface Hearing {
  load: Load;
  pourer: Pourer;
  test: DeliveryTest;
}

/** Sends to open sockets, and waits until they have received everything. */
export async function hear(server: LiveServer, { load, pourer, test }: Hearing): Promise<Heard> {
  await load.mark();
  const before = await load.counts(pourer.heads);
  const loadBefore = await load.cpuMs();
  const peak = watchMemory(server);
  const { cpuMs, poured } = await cpuOf(server, async () => {
    const sends = await pourer.pour(test.pouring);
    return { sends, late: await arrival(load, pourer.heads, test.catchUpWithinMs ?? CATCH_UP_MS) };
  });
  const { sends, late } = poured;
  const after = await load.counts(pourer.heads);
  const deliveries = after.events - before.events;
  const acceptedMs = sends.startedMs + sends.seconds * 1_000;
  return {
    events: sends.sent,
    sendsPerSecond: sends.sent / sends.seconds,
    deliveries,
    deliveriesPerSecond: (deliveries * 1_000) / (after.lastAtMs - sends.startedMs),
    cpuMs,
    cpuPerDelivery: (cpuMs * 1_000) / deliveries,
    frameBytes: Math.round((after.bytes - before.bytes) / deliveries),
    ...latencies(await load.samples(), load.sockets),
    caughtUpMs: Math.max(0, after.lastAtMs - acceptedMs),
    lost: after.lost - before.lost + (late.cutShort ? 0 : late.missing),
    repeated: after.repeated - before.repeated + (await load.excess(pourer.heads)),
    behind: late.cutShort ? late.missing : 0,
    dropped: after.dropped - before.dropped,
    rssPeak: await peak(),
    loadCpuMs: (await load.cpuMs()) - loadBefore,
  };
}

function latencies({ latenciesMs, reached, lastMs }: Samples, sockets: number) {
  const sorted = latenciesMs.sort();
  const quantile = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const last = lastMs.filter((ms, n) => reached[n] === sockets && !Number.isNaN(ms));
  return {
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    lastSocketMs: last.length > 0 ? Math.max(...last) : Number.NaN,
  };
}
