import { envelopeOf } from '@parley/contracts/live';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import type { Logger } from '@parley/runtime/logger';
import type { Service } from '@parley/runtime/service';
import type { Commits } from './commits';

/** Puts what this process commits on the live bus, in the order of commits. What the bus loses, readers find in the log. */
export function livePublisher({ commits, bus, log }: { commits: Commits; bus: LiveBus; log: Logger }): Service {
  let stop: (() => void) | undefined;
  return {
    name: 'live-publisher',
    async start() {
      stop = commits.onCommit((committed) => {
        for (const { entry, content } of committed) {
          const envelope = envelopeOf(entry, content);
          bus.publish(envelope.topic, envelope).catch((err: unknown) => log.warn({ err }, 'not published live'));
        }
      });
    },
    async stop() {
      stop?.();
    },
  };
}
