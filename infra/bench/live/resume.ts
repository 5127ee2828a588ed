import type { Report } from '../report';
import { runScenarios, type LiveOptions } from './run-scenarios';
import { storm } from './scenarios/storm';

/** Everybody is back, with all that was sent meanwhile. */
export const resume = (options: LiveOptions): Promise<Report> => runScenarios({ storm }, options);
