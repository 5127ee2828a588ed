import { runScenarios, type LiveOptions } from '../live/run-scenarios';
import type { Report } from '../report';
import { catchUp } from './catch-up';
import { steady } from './steady';

/** From the outbox to Kafka: latency at a steady rate, and throughput after an outage. */
export const relay = (options: LiveOptions): Promise<Report> => runScenarios({ steady, 'catch-up': catchUp }, options);
