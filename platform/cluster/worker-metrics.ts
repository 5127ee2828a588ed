import { unavailable } from '@parley/contracts/errors';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { FromWorker, Scrape, ToWorker } from './messages';

const GATHER_WITHIN_MS = 5_000;

/**
 * A worker's metrics. A scrape returns those of all workers and the parent, because a client cannot choose the worker that
 * responds; a label says whose each sample is. Errors of `scrape`: UNAVAILABLE if the parent does not respond.
 */
export function workerMetrics(own: Metrics): Metrics {
  const tell = (message: FromWorker) => process.send?.(message);
  let answer: ((scrape: Scrape) => void) | undefined;
  let gathering: Promise<Scrape> | undefined;

  process.on('message', (message: ToWorker) => {
    if (message.kind === 'gathered') answer?.(message.scrape);
    // without a response the parent continues without it
    else if (message.kind === 'scrape')
      own.scrape().then(
        ({ text }) => tell({ kind: 'scraped', text }),
        () => undefined,
      );
  });

  function gather(): Promise<Scrape> {
    return new Promise((resolve, reject) => {
      const late = () => reject(unavailable('The parent process does not respond'));
      const timer = setTimeout(late, GATHER_WITHIN_MS);
      answer = (scrape) => {
        clearTimeout(timer);
        resolve(scrape);
      };
      tell({ kind: 'gather' });
    });
  }

  return {
    ...own,
    scrape() {
      gathering ??= gather().finally(() => (gathering = undefined));
      return gathering;
    },
  };
}
