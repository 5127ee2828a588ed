import type { Report } from '../report';
import { runScenarios, type LiveOptions } from './run-scenarios';
import type { Scenario } from './scenario';
import { busy } from './scenarios/busy';
import { memory } from './scenarios/memory';
import { pairs } from './scenarios/pairs';
import { room } from './scenarios/room';
import { several } from './scenarios/several';
import { views } from './scenarios/views';

const SCENARIOS: Record<string, Scenario> = {
  room,
  busy: busy({ name: 'busy', sockets: 5_000, ratePerSecond: 200, main: true }),
  'busy-twice': busy({ name: 'busyTwice', sockets: 5_000, ratePerSecond: 400 }),
  wide: busy({ name: 'wide', sockets: 15_000, ratePerSecond: 67 }),
  'wide-twice': busy({ name: 'wideTwice', sockets: 15_000, ratePerSecond: 134 }),
  views,
  pairs,
  memory,
  several,
};

/** Live delivery to many sockets: cost of a delivery, highest rate, and memory of a socket. */
export const fanout = (options: LiveOptions): Promise<Report> => runScenarios(SCENARIOS, options);
