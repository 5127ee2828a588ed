import type { Settings } from '@parley/runtime/settings';

/** What a worker is to do; the first thing that it is told. */
export interface Start {
  kind: 'start';
  settings: Settings;
  /** Of the database. */
  url: string;
  roles: readonly string[];
  /** Which of them it is, from 1, and of how many. */
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
  /** Answered by `scraped`. */
  | { kind: 'scrape' }
  | { kind: 'gathered'; scrape: Scrape };

export type FromWorker =
  | { kind: 'ready'; /** Where its gateway listens. */ url?: string }
  /** It does not start, for what this line says, and ends. */
  | { kind: 'failed'; line: string }
  /** Its own metrics. */
  | { kind: 'scraped'; text: string }
  /** Asks for the metrics of all; answered by `gathered`. */
  | { kind: 'gather' };

/** Where a worker finds its channel to the parent, beside standard input, output, errors, and Node's own channel. */
export const CHANNEL_FD = 4;
