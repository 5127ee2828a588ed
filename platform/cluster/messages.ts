import type { Settings } from '@parley/runtime/settings';

/** The first message to a worker: what to host. */
export interface Start {
  kind: 'start';
  settings: Settings;
  /** URL of the database. */
  url: string;
  roles: readonly string[];
  /** Number of the worker, from 1, and the count of workers. */
  worker: number;
  workers: number;
}

/** Metrics in Prometheus's text format. */
export interface Scrape {
  contentType: string;
  text: string;
}

export type ToWorker =
  | Start
  | { kind: 'drain' }
  /** Its response is `scraped`. */
  | { kind: 'scrape' }
  | { kind: 'allScraped'; scrape: Scrape };

export type FromWorker =
  | { kind: 'ready'; /** Where its gateway listens. */ url?: string }
  /** The worker could not start, for the reason in this line, and ends. */
  | { kind: 'failed'; line: string }
  /** The worker's own metrics. */
  | { kind: 'scraped'; text: string }
  /** Requests the metrics of all; its response is `allScraped`. */
  | { kind: 'scrapeAll' };

/** File descriptor of a worker's channel to the parent, after the standard streams and Node's own channel. */
export const CHANNEL_FD = 4;
