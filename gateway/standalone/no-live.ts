import { unavailable } from '@parley/contracts/errors';
import type { Live } from '../live/live';
import { Outlet } from '../live/outlet';

/** For subgraphs that tell nobody what to listen to. Errors: UNAVAILABLE for every subscription. */
export const noLive: Live = {
  name: 'no live',
  start: async () => undefined,
  stop: async () => undefined,
  connect: (connection) => new Outlet(connection, { queue: () => undefined, congested: () => undefined }),
  async subscribe() {
    throw unavailable('Subscriptions are not served by this gateway');
  },
};
