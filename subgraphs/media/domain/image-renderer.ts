import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unavailable } from '@parley/contracts/errors';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import type { ImageType } from './image';
import { MEMORY_EXCEEDED, type ImageTask } from './image-task';
import { RENDERING_MS, type Rendered } from './renditions';

/** Renders images outside of this process. */
export interface ImageRenderer {
  /**
   * Makes the renditions of an image, or returns why there are none, a sentence for its owner. Errors: UNAVAILABLE if the other process
   * was killed from outside.
   */
  render(mimeType: ImageType, bytes: Buffer): Promise<Rendered | string>;
}

interface Options {
  metrics?: Metrics;
  /** Of the process, with the code that it has loaded. */
  maxMemoryBytes?: number;
  deadlineMs?: number;
}

/** An image of MAX_PIXELS, decoded, is half of it. */
const MAX_MEMORY_BYTES = 2 ** 30 + 2 ** 28;

/**
 * Each image has a process of its own, which has no secrets, and ends with it: decoders are the code with the most faults, and their
 * memory is none that Node bounds.
 */
export function createImageRenderer({
  metrics = createMetrics(),
  maxMemoryBytes = MAX_MEMORY_BYTES,
  deadlineMs = RENDERING_MS,
}: Options = {}): ImageRenderer {
  const refused = metrics.counter({
    name: 'parley_media_images_killed_total',
    help: 'Processes that were killed because of their image, by what it took too much of',
    labels: ['resource'],
  });

  function tooMuch(resource: 'time' | 'memory'): string {
    refused.add(1, { resource });
    return `It takes too ${resource === 'time' ? 'long' : 'much memory'} to decode`;
  }

  return {
    async render(mimeType, bytes) {
      const child = start();
      const deadline = AbortSignal.timeout(deadlineMs);
      const kill = () => child.kill('SIGKILL');
      deadline.addEventListener('abort', kill);
      try {
        const task: ImageTask = { mimeType, bytes, maxMemoryBytes };
        // a failure is an end, too
        child.send(task, () => undefined);
        const result = await resultOf(child);
        if (typeof result !== 'number') return result;
        if (deadline.aborted) return tooMuch('time');
        if (result === MEMORY_EXCEEDED) return tooMuch('memory');
        throw unavailable('The process that renders images has ended');
      } finally {
        deadline.removeEventListener('abort', kill);
        kill();
      }
    },
  };
}

/** What it sent before it ended, or its exit code. */
async function resultOf(child: ChildProcess): Promise<Rendered | string | number> {
  const listening = new AbortController();
  const { signal } = listening;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message as Rendered | string),
      once(child, 'exit', { signal }).then(([code]) => Number(code)),
    ]);
  } finally {
    listening.abort();
  }
}

const start = (): ChildProcess =>
  fork(workerFile(), {
    serialization: 'advanced',
    execArgv: [],
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });

/** A process runs compiled code, also where tests compile what they import. */
function workerFile(): string {
  const beside = join(__dirname, 'image-worker.js');
  if (existsSync(beside)) return beside;
  return join(dirname(require.resolve('@parley/media/package.json')), 'dist/domain/image-worker.js');
}
