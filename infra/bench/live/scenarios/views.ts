import { round } from '../../report';
import { measureDelivery } from '../delivery';
import { distinctQueries } from '../queries';
import { figuresOf, memoryPerSocket, prefixed, rowOf, type Measured, type Run } from '../scenario';
import { stockServer } from '../servers/baseline-server';
import { platformServer } from '../servers/platform-server';
import { withServer } from './with-server';

const VIEWS = 1_000;
const SECONDS = 8;

/** One room with different queries, which share nothing. Baseline: stock graphql-ws. */
export async function views({ url, scaled, seconds }: Run): Promise<Measured> {
  const sockets = scaled(VIEWS);
  const population = { sockets, rooms: 1 };
  const pouring = { ratePerSecond: 1, seconds: seconds(SECONDS), batch: 1 };
  const test = { sockets, pouring, queries: distinctQueries(sockets) };
  const ours = await withServer(platformServer({ url, ...population }), (server) => measureDelivery(server, test));
  const stock = await withServer(stockServer(population), (server) => measureDelivery(server, test));
  return {
    rows: [rowOf('Parley', sockets, ours), rowOf('stock', sockets, stock)],
    figures: {
      'views.stockVsOurs': round(stock.netCpuPerDelivery / ours.netCpuPerDelivery, 2),
      'views.bytesPerSocket': memoryPerSocket(ours, sockets),
      'views.stock.bytesPerSocket': memoryPerSocket(stock, sockets),
      ...prefixed('views', figuresOf(ours)),
      ...prefixed('views.stock', figuresOf(stock)),
    },
  };
}
