import { round } from '../../report';
import { measureDelivery } from '../delivery';
import { figuresOf, prefixed, rowOf, type Measured, type Run } from '../scenario';
import { stockServer } from '../servers/baseline-server';
import { platformServer } from '../servers/platform-server';
import { withServer } from './with-server';

const SOCKETS = 1_000;
const ROOMS = 100;
const SECONDS = 10;

/** Latency under a light load: rooms of ten, and one message per request. Baseline: stock graphql-ws. */
export async function rooms({ url, scaled, seconds }: Run): Promise<Measured> {
  const sockets = scaled(SOCKETS);
  const population = { sockets, rooms: Math.min(sockets, scaled(ROOMS)) };
  const test = { sockets, pouring: { ratePerSecond: 200, seconds: seconds(SECONDS), batch: 1 }, sampleEvery: 1 };
  const ours = await withServer(platformServer({ url, ...population }), (server) => measureDelivery(server, test));
  const stock = await withServer(stockServer(population), (server) => measureDelivery(server, test));
  return {
    rows: [rowOf('Parley', sockets, ours), rowOf('stock, which keeps nothing', sockets, stock)],
    figures: {
      p50Ms: round(ours.p50Ms, 2),
      p99Ms: round(ours.p99Ms, 2),
      lost: ours.lost,
      ...prefixed('rooms', figuresOf(ours)),
      ...prefixed('rooms.stock', figuresOf(stock)),
    },
  };
}
