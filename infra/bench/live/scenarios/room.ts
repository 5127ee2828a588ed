import { round } from '../../report';
import { measureDelivery } from '../delivery';
import { figuresOf, prefixed, rowOf, type Measured, type Run } from '../scenario';
import { bareServer, stockServer } from '../servers/baseline-server';
import { platformServer } from '../servers/platform-server';
import { withServer } from './with-server';

const SOCKETS = 10_000;
const RATE = 4;
const SECONDS = 8;
/** A stock server falls further and further behind at this size; few events suffice to show the cost. */
const STOCK_SECONDS = 3;

/** Cost of a delivery in one large room, at a few events a second. Baselines: a bare write, and stock graphql-ws. */
export async function room({ url, scaled, seconds }: Run): Promise<Measured> {
  const sockets = scaled(SOCKETS);
  const population = { sockets, rooms: 1 };
  const test = { sockets, pouring: { ratePerSecond: RATE, seconds: seconds(SECONDS), batch: 1 } };
  const stockTest = { ...test, pouring: { ...test.pouring, seconds: seconds(STOCK_SECONDS) } };
  const ours = await withServer(platformServer({ url, ...population }), (server) => measureDelivery(server, test));
  const { frameBytes } = ours;
  const bare = await withServer(bareServer({ ...population, frameBytes }), (server) => measureDelivery(server, test));
  const stock = await withServer(stockServer(population), (server) => measureDelivery(server, stockTest));
  return {
    rows: [rowOf('Parley', sockets, ours), rowOf('bare writes', sockets, bare), rowOf('stock', sockets, stock)],
    figures: {
      cpuPerDeliveryVsBareWrite: round(ours.netCpuPerDelivery / bare.cpuPerDelivery, 2),
      stockVsOurs: round(stock.netCpuPerDelivery / ours.netCpuPerDelivery, 2),
      ...prefixed('room', figuresOf(ours)),
      ...prefixed('room.bare', figuresOf(bare)),
      ...prefixed('room.stock', figuresOf(stock)),
    },
  };
}
