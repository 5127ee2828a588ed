import { envelopeOf } from '@parley/contracts/envelope';
import type { Envelope } from '@parley/contracts/live';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import type { Service } from '@parley/runtime/service';
import type { Commits } from './commits';

interface LivePublisherOptions {
  commits: Commits;
  bus: LiveBus;
  logger: Logger;
  metrics?: Metrics;
}

/** Publishes the commits of this process on the live bus, in order. Topics replay from the log what the bus loses. */
export function livePublisher({ commits, bus, logger, metrics = createMetrics() }: LivePublisherOptions): Service {
  const published = metrics.counter({
    name: 'parley_live_published_total',
    help: 'Entries published on the live bus; outcome: done, or failed: then topics find them in the log',
    labels: ['outcome'],
  });
  const publish = (envelope: Envelope) =>
    bus.publish(envelope.topic, envelope).then(
      () => published.add(1, { outcome: 'done' }),
      (err: unknown) => {
        published.add(1, { outcome: 'failed' });
        logger.warn({ err }, 'not published live');
      },
    );
  let stop: (() => void) | undefined;
  return {
    name: 'live-publisher',
    async start() {
      stop = commits.onCommit((committed) => {
        for (const { entry, content } of committed) {
          void publish(envelopeOf(entry, content));
        }
      });
    },
    async stop() {
      stop?.();
    },
  };
}
