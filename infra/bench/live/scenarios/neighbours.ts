import { round, type Row } from '../../report';
import { hear, planOf, type Heard } from '../delivery';
import { openLoad } from '../load/load';
import { createPourer, type Pouring } from '../pour';
import { prefixed, type Measured, type Run, type Scenario } from '../scenario';
import type { LiveServer } from '../servers/live-server';
import { platformServer } from '../servers/platform-server';
import { settled } from '../waiting';
import { withServer } from './with-server';

interface Neighbours {
  name: string;
  sockets: number;
  /** Sockets that never read, in the same rooms. */
  deaf: number;
  rooms: number;
  pouring: Pouring;
  /** How long it sends before it measures, so that unread data piles up. */
  fillSeconds: number;
  /** Whether its figures are the main figures of the benchmark. */
  main?: boolean;
}

const OPEN_WITHIN_MS = 60_000;
const WARM_UP_SECONDS = 2;

/** Latency of sockets that read, alone and next to as many sockets that subscribe and never read. */
export const neighbours =
  ({ name, main, ...asked }: Neighbours): Scenario =>
  async ({ url, scaled, seconds }: Run): Promise<Measured> => {
    const sockets = scaled(asked.sockets);
    const deaf = scaled(asked.deaf);
    const rooms = Math.min(sockets, asked.rooms === 1 ? 1 : scaled(asked.rooms));
    const pouring = { ...asked.pouring, seconds: seconds(asked.pouring.seconds) };
    const test = { sockets, deaf, pouring, fillSeconds: seconds(asked.fillSeconds) };
    const population = { sockets: sockets + deaf, rooms };
    const { alone, beside } = await withServer(platformServer({ url, ...population }), (server) =>
      measure(server, test),
    );
    const slowNeighbourRatio = round(beside.p99Ms / alone.p99Ms, 2);
    const figures = {
      slowNeighbourRatio,
      aloneP99Ms: round(alone.p99Ms, 2),
      besideP99Ms: round(beside.p99Ms, 2),
      lost: alone.lost + beside.lost,
    };
    return {
      rows: [row('alone', sockets, alone), row(`beside ${deaf} that never read`, sockets, beside)],
      figures: { ...(main && { slowNeighbourRatio }), ...prefixed(name, figures) },
    };
  };

interface Test {
  sockets: number;
  deaf: number;
  pouring: Pouring;
  fillSeconds: number;
}

async function measure(server: LiveServer, { sockets, deaf, pouring, fillSeconds }: Test) {
  const pourer = createPourer(server);
  const test = { sockets, pouring, sampleEvery: 1 };
  const patience = { withinMs: OPEN_WITHIN_MS };
  const load = await openLoad(planOf(server, test, pourer), patience);
  try {
    await pourer.pour({ ...pouring, seconds: WARM_UP_SECONDS });
    await settled(server);
    const alone = await hear(server, { load, pourer, test });
    const deafPlan = { ...planOf(server, { ...test, sockets: deaf }, pourer), deaf: true };
    const deafLoad = await openLoad(deafPlan, patience);
    try {
      await settled(server);
      await pourer.pour({ ...pouring, seconds: fillSeconds });
      return { alone, beside: await hear(server, { load, pourer, test }) };
    } finally {
      await deafLoad.close();
    }
  } finally {
    await load.close();
  }
}

const row = (sockets: string, many: number, { sendsPerSecond, p50Ms, p99Ms, lost, behind, rssPeak }: Heard): Row => ({
  sockets: `${many} ${sockets}`,
  'sends/s': round(sendsPerSecond),
  'p50 ms': round(p50Ms),
  'p99 ms': round(p99Ms),
  lost,
  behind,
  'peak MB': Math.round(rssPeak / 1e6),
});
