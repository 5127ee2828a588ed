import type { Report } from '../report';
import { runScenarios, type LiveOptions } from './run-scenarios';
import type { Scenario } from './scenario';
import { neighbours } from './scenarios/neighbours';
import { rooms } from './scenarios/rooms';

const SCENARIOS: Record<string, Scenario> = {
  rooms,
  neighbours: neighbours({
    name: 'neighbours',
    sockets: 1_000,
    deaf: 1_000,
    rooms: 100,
    pouring: { ratePerSecond: 200, seconds: 10, batch: 1 },
    fillSeconds: 2,
    main: true,
  }),
  // long texts in one room: a system keeps about four megabytes for a socket that does not read, and then the server must
  flood: neighbours({
    name: 'flood',
    sockets: 1_000,
    deaf: 100,
    rooms: 1,
    pouring: { ratePerSecond: 100, seconds: 6, batch: 4, textLength: 4_000 },
    fillSeconds: 11,
  }),
};

/** Latency from the send to the reader, in rooms of usual size, also next to sockets that never read. */
export const latency = (options: LiveOptions): Promise<Report> => runScenarios(SCENARIOS, options);
