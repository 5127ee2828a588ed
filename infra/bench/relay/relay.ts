import { runScenarios, type LiveOptions } from '../live/run-scenarios';
import type { Report } from '../report';
import { catchUp } from './catch-up';
import { steady } from './steady';

/** The way from the outbox into Kafka: how much of it, how late, and how fast after an outage. */
export const relay = (options: LiveOptions): Promise<Report> => runScenarios({ steady, 'catch-up': catchUp }, options);
