import cluster from 'node:cluster';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { closeWhatEndsUnaccepted } from './connections-given';
import { CHANNEL_FD, type FromWorker, type Scrape, type Start, type ToWorker } from './messages';

/** A worker process, from its fork to its end. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  /** Resolves to the URL of its gateway. Errors: one line, why it ended before. */
  readonly ready: Promise<string | undefined>;
  /** Resolves to how it ended, in words; undefined if it stopped normally. */
  readonly ended: Promise<string | undefined>;
  /** Its metrics; undefined if it does not respond in time. */
  scrape(): Promise<string | undefined>;
  /** Tells it to stop. */
  drain(): void;
  kill(): void;
}

interface Parent {
  /** Receives the parent's end of the channel. */
  attach(channel: Duplex): void;
  /** Returns the metrics of all, at a worker's request. */
  sharedScrape(): Promise<Scrape>;
}

const SCRAPE_WITHIN_MS = 3_000;

export function forkWorker(start: Start, { attach, sharedScrape }: Parent): WorkerProcess {
  const worker = cluster.fork();
  const tell = (message: ToWorker) => {
    if (worker.isConnected()) worker.send(message);
  };
  let failure: string | undefined;
  let isReady = false;
  let scraped: ((text: string | undefined) => void) | undefined;

  const ended = new Promise<string | undefined>((resolve) => {
    worker.once('exit', (code, signal) => resolve(failure ?? wordsOf(code, signal)));
    // a process that could not start has no end; the end also reports lost messages
    worker.on('error', (error) => worker.process.pid === undefined && resolve(error.message));
  });
  const ready = new Promise<string | undefined>((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'ready') {
        isReady = true;
        resolve(message.url);
      } else if (message.kind === 'failed') failure = message.line;
      else if (message.kind === 'scraped') scraped?.(message.text);
      // without a response the worker reports the timeout itself
      else
        sharedScrape().then(
          (scrape) => tell({ kind: 'allScraped', scrape }),
          () => undefined,
        );
    });
    void ended.then((how = 'it stopped') =>
      reject(new Error(failure ?? `Worker ${start.worker} did not start: ${how}`)),
    );
  });
  // callers that need it await it
  ready.catch(() => undefined);

  async function scrape(): Promise<string | undefined> {
    if (!isReady || !worker.isConnected()) return undefined;
    const settled = new AbortController();
    const response = new Promise<string | undefined>((resolve) => (scraped = resolve));
    tell({ kind: 'scrape' });
    const late = delay(SCRAPE_WITHIN_MS, undefined, { signal: settled.signal });
    const text = await Promise.race([response, late]);
    settled.abort();
    return text;
  }

  closeWhatEndsUnaccepted(worker.process);
  attach(worker.process.stdio[CHANNEL_FD] as Duplex);
  tell(start);
  return {
    pid: worker.process.pid,
    ready,
    ended,
    scrape,
    drain: () => tell({ kind: 'drain' }),
    kill: () => void worker.process.kill('SIGKILL'),
  };
}

function wordsOf(code: number | null, signal: string | null): string | undefined {
  if (signal) return `killed by ${signal}`;
  return code === 0 ? undefined : `exit code ${code}`;
}
