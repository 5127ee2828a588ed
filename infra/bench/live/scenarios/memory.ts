import type { Row } from '../../report';
import { measureDelivery } from '../delivery';
import { memoryPerSocket, type Measured, type Run } from '../scenario';
import { stockServer } from '../servers/baseline-server';
import type { LiveServer } from '../servers/live-server';
import { platformServer } from '../servers/platform-server';
import { withServer } from './with-server';

const SOCKETS = 18_000;
const SECONDS = 2;

/** Memory per socket, with as many sockets as one process can have here, all subscribed to one room. */
export async function memory({ url, scaled, seconds }: Run): Promise<Measured> {
  const sockets = scaled(SOCKETS);
  const population = { sockets, rooms: 1 };
  const pouring = { ratePerSecond: 1, seconds: seconds(SECONDS), batch: 1 };
  const measure = async (starting: Promise<LiveServer>) => {
    const found = await withServer(starting, (server) => measureDelivery(server, { sockets, pouring }));
    return {
      bytesPerSocket: memoryPerSocket(found, sockets),
      emptyMb: mb(found.rssBefore),
      fullMb: mb(found.rssSubscribed),
      lost: found.lost,
    };
  };
  const ours = await measure(platformServer({ url, ...population }));
  const stock = await measure(stockServer(population));
  const row = (server: string, found: typeof ours): Row => ({ server, sockets, ...found });
  return {
    rows: [row('Parley', ours), row('stock', stock)],
    figures: {
      bytesPerSocket: ours.bytesPerSocket,
      'memory.stock.bytesPerSocket': stock.bytesPerSocket,
      'memory.lost': ours.lost,
    },
  };
}

const mb = (bytes: number): number => Math.round(bytes / 1e6);
