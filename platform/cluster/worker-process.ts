import cluster from 'node:cluster';
import type { Duplex } from 'node:stream';
import { CHANNEL_FD, type FromWorker, type Start, type ToWorker } from './messages';

/** One process, from its fork to its end. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  /** Resolves to where its gateway listens. Errors, one line: why it ended before. */
  readonly ready: Promise<string | undefined>;
  /** Resolves to how it ended, in words; undefined where it stopped as it should. */
  readonly ended: Promise<string | undefined>;
  /** Asks it to stop. */
  drain(): void;
  kill(): void;
}

/** `attach` gets the parent's end of the channel. */
export function forkWorker(start: Start, attach: (channel: Duplex) => void): WorkerProcess {
  const worker = cluster.fork();
  const tell = (message: ToWorker) => {
    if (worker.isConnected()) worker.send(message);
  };
  let failure: string | undefined;

  const ended = new Promise<string | undefined>((resolve) => {
    worker.once('exit', (code, signal) => resolve(failure ?? wordsOf(code, signal)));
    // what cannot be started has no end either; that a message did not arrive is told by the end
    worker.on('error', (error) => worker.process.pid === undefined && resolve(error.message));
  });
  const ready = new Promise<string | undefined>((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'ready') resolve(message.url);
      else failure = message.line;
    });
    void ended.then((how = 'it stopped') =>
      reject(new Error(failure ?? `Worker ${start.worker} did not start: ${how}`)),
    );
  });
  // whoever needs it waits for it
  ready.catch(() => undefined);

  attach(worker.process.stdio[CHANNEL_FD] as Duplex);
  tell(start);
  return {
    pid: worker.process.pid,
    ready,
    ended,
    drain: () => tell({ kind: 'drain' }),
    kill: () => void worker.process.kill('SIGKILL'),
  };
}

function wordsOf(code: number | null, signal: string | null): string | undefined {
  if (signal) return `killed by ${signal}`;
  return code === 0 ? undefined : `exit code ${code}`;
}
