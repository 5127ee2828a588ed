import { round } from '../../report';
import { measureDelivery } from '../delivery';
import { figuresOf, prefixed, rowOf, type Measured, type Run } from '../scenario';
import { platformServer } from '../servers/platform-server';
import { withServer } from './with-server';

const SOCKETS = 100_000;
const SECONDS = 8;
const PATIENCE_MS = 600_000;

/** One room over several gateway processes: time until the last socket receives an event. */
export async function several({ url, scaled, seconds, workers }: Run): Promise<Measured> {
  if (!workers) return { rows: [], figures: {} };
  const sockets = scaled(SOCKETS);
  const test = {
    sockets,
    pouring: { ratePerSecond: 1, seconds: seconds(SECONDS), batch: 1 },
    catchUpWithinMs: PATIENCE_MS,
    openWithinMs: PATIENCE_MS,
  };
  const starting = platformServer({ url, sockets, rooms: 1, workers });
  const found = await withServer(starting, (server) => measureDelivery(server, test));
  const lastSocketMs = round(found.lastSocketMs, 0);
  return {
    rows: [{ ...rowOf(`Parley, ${workers} workers`, sockets, found), 'last socket ms': lastSocketMs }],
    figures: {
      ...prefixed('several', figuresOf(found)),
      'several.sockets': sockets,
      'several.lastSocketMs': lastSocketMs,
    },
  };
}
