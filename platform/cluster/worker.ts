import { outliveReaders } from '../closed-output';
import { lineOf } from '../failure';
import type { FromWorker, Start, ToWorker } from './messages';

/** The program that `workerProcesses` forks. It handles signals from the start, and loads everything else afterwards. */
outliveReaders();

const tell = (message: FromWorker) => new Promise<void>((resolve) => process.send?.(message, () => resolve()));

const draining = new Promise<void>((resolve) => {
  process.on('message', ({ kind }: ToWorker) => kind === 'drain' && resolve());
  process.on('SIGTERM', () => resolve());
  // a terminal also sends it to the parent, which then tells the worker to drain
  process.on('SIGINT', () => undefined);
});

const started = new Promise<Start>((resolve) => {
  process.on('message', (message: ToWorker) => message.kind === 'start' && resolve(message));
});

async function run(): Promise<void> {
  const start = await started;
  const { host } = await import('./host.js');
  await host(start, { draining, ready: (url) => tell({ kind: 'ready', url }) });
  process.exit(0);
}

run().catch(async (error: unknown) => {
  await tell({ kind: 'failed', line: lineOf(error) });
  process.exit(1);
});
