import { outliveReaders } from '../closed-output';
import { lineOf } from '../failure';
import type { FromWorker, Start, ToWorker } from './messages';

/** The program that `workerProcesses` forks. It hears of signals from its first moment on; the rest is loaded after that. */
outliveReaders();

const tell = (message: FromWorker) => new Promise<void>((resolve) => process.send?.(message, () => resolve()));

const draining = new Promise<void>((resolve) => {
  process.on('message', ({ kind }: ToWorker) => kind === 'drain' && resolve());
  process.on('SIGTERM', () => resolve());
  // a terminal sends it to the parent as well, which then says what to do
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
