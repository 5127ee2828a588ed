import { round } from '../../report';
import { measureDelivery } from '../delivery';
import { figuresOf, memoryPerSocket, prefixed, rowOf, type Measured, type Run } from '../scenario';
import { stockServer } from '../servers/baseline-server';
import { platformServer } from '../servers/platform-server';
import { withServer } from './with-server';

const ROOMS = 5_000;
const RATE = 200;
const BATCH = 8;
const SECONDS = 8;

/** Rooms of two, which can share hardly anything. Baseline: stock graphql-ws. */
export async function pairs({ url, scaled, seconds }: Run): Promise<Measured> {
  const rooms = scaled(ROOMS);
  const sockets = rooms * 2;
  const population = { sockets, rooms };
  const test = { sockets, pouring: { ratePerSecond: RATE, seconds: seconds(SECONDS), batch: BATCH }, sampleEvery: 1 };
  const ours = await withServer(platformServer({ url, ...population }), (server) => measureDelivery(server, test));
  const stock = await withServer(stockServer(population), (server) => measureDelivery(server, test));
  return {
    rows: [rowOf('Parley', sockets, ours), rowOf('stock', sockets, stock)],
    figures: {
      'pairs.stockVsOurs': round(stock.netCpuPerDelivery / ours.netCpuPerDelivery, 2),
      'pairs.bytesPerSocket': memoryPerSocket(ours, sockets),
      'pairs.stock.bytesPerSocket': memoryPerSocket(stock, sockets),
      ...prefixed('pairs', figuresOf(ours)),
      ...prefixed('pairs.stock', figuresOf(stock)),
    },
  };
}
