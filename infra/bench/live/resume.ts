import type { Report } from '../report';
import { runScenarios, type LiveOptions } from './run-scenarios';
import { storm } from './scenarios/storm';

/** All sockets drop, reconnect, and receive what was sent in between. */
export const resume = (options: LiveOptions): Promise<Report> => runScenarios({ storm }, options);
