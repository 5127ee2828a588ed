import { measureDelivery } from '../delivery';
import { figuresOf, prefixed, rowOf, type Measured, type Run, type Scenario } from '../scenario';
import { platformServer } from '../servers/platform-server';
import { withServer } from './with-server';

interface Busy {
  name: string;
  sockets: number;
  ratePerSecond: number;
  /** Whether its figures are the main figures of the benchmark. */
  main?: boolean;
}

const SECONDS = 8;
/** Sends of this time share a request, because sends are not measured. */
const BATCH_MS = 40;
const CATCH_UP_WITHIN_MS = 20_000;

/** One room with many sockets and many events. */
export const busy =
  ({ name, sockets: many, ratePerSecond, main }: Busy): Scenario =>
  async ({ url, scaled, seconds }: Run): Promise<Measured> => {
    const sockets = scaled(many);
    const batch = Math.max(1, Math.round((ratePerSecond * BATCH_MS) / 1_000));
    const found = await withServer(platformServer({ url, sockets, rooms: 1 }), (server) =>
      measureDelivery(server, {
        sockets,
        pouring: { ratePerSecond, seconds: seconds(SECONDS), batch },
        catchUpWithinMs: CATCH_UP_WITHIN_MS,
      }),
    );
    const { deliveriesPerSecond, p50Ms, p99Ms, lost, ...others } = figuresOf(found);
    const figures = { deliveriesPerSecond: deliveriesPerSecond!, p50Ms: p50Ms!, p99Ms: p99Ms!, lost: lost! };
    return {
      rows: [rowOf('Parley', sockets, found)],
      figures: { ...(main && figures), ...prefixed(name, { ...figures, ...others }) },
    };
  };
