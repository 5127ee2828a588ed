import type { Logger } from '@parley/runtime/logger';
import { measureQueue } from '@parley/runtime/metrics/bounded';
import { createMetrics, type Metrics } from '@parley/runtime/metrics/metrics';
import { createRounds } from '@parley/runtime/rounds';
import type { Service } from '@parley/runtime/service';
import type { Mail, MailTransport } from './mail-transport';

export interface Mailer {
  /** Sends it soon, without making anybody wait. It may be lost with its process: nothing may depend on it. */
  post(mail: Mail): void;
}

interface MailQueueOptions {
  transport: MailTransport;
  log: Logger;
  metrics?: Metrics;
  /** Mails that may wait for the server. */
  maxQueued?: number;
}

/** Sends mails one after the other, while the server is away again and again. Invariant: at most `maxQueued` wait. */
export function mailQueue({
  transport,
  log,
  metrics = createMetrics(),
  maxQueued = 1_000,
}: MailQueueOptions): Service & Mailer {
  const queue: Mail[] = [];
  const mails = metrics.counter({
    name: 'parley_mails_total',
    help: 'Mails by how they ended: sent, refused by the server, or lost because too many waited or at a stop',
    labels: ['outcome'],
  });
  async function flush(isStopping: () => boolean): Promise<void> {
    for (let mail = queue[0]; mail && !isStopping(); mail = queue[0]) {
      mails.add(1, { outcome: await transport.send(mail) });
      queue.shift();
    }
  }
  const rounds = createRounds({
    ...{ name: 'mails', round: flush, pollMs: 60_000, pauseMs: 1_000, maxPauseMs: 60_000, log, metrics },
  });
  let stopReading: (() => void) | undefined;
  return {
    name: rounds.name,
    async start() {
      stopReading = measureQueue(metrics, { name: 'mails', entries: () => queue.length, maxEntries: maxQueued });
      await rounds.start();
    },
    async stop() {
      await rounds.stop();
      // what is not sent at once then is lost
      await flush(() => false).catch((err: unknown) => log.warn({ err, lost: queue.length }, 'mails were not sent'));
      mails.add(queue.length, { outcome: 'lost' });
      transport.close();
      stopReading?.();
    },
    post(mail) {
      if (queue.length >= maxQueued) return mails.add(1, { outcome: 'lost' });
      queue.push(mail);
      rounds.wake();
    },
  };
}
