import { unavailable } from '@parley/contracts/errors';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { FromWorker, Scrape, ToWorker } from './messages';

const ALL_WITHIN_MS = 5_000;

/**
 * A worker's metrics. A scrape returns those of all workers and the parent, because a client cannot choose the worker that
 * responds; a label says whose each sample is. Errors of `scrape`: UNAVAILABLE if the parent does not respond.
 */
export function workerMetrics(own: Metrics): Metrics {
  const tell = (message: FromWorker) => process.send?.(message);
  let respond: ((scrape: Scrape) => void) | undefined;
  let scraping: Promise<Scrape> | undefined;

  process.on('message', (message: ToWorker) => {
    if (message.kind === 'allScraped') respond?.(message.scrape);
    // without a response the parent continues without it
    else if (message.kind === 'scrape')
      own.scrape().then(
        ({ text }) => tell({ kind: 'scraped', text }),
        () => undefined,
      );
  });

  function scrapeAll(): Promise<Scrape> {
    return new Promise((resolve, reject) => {
      const late = () => reject(unavailable('The parent process does not respond'));
      const timer = setTimeout(late, ALL_WITHIN_MS);
      respond = (scrape) => {
        clearTimeout(timer);
        resolve(scrape);
      };
      tell({ kind: 'scrapeAll' });
    });
  }

  return {
    ...own,
    scrape() {
      scraping ??= scrapeAll().finally(() => (scraping = undefined));
      return scraping;
    },
  };
}
