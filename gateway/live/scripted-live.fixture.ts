import type { ExecutionResult } from 'graphql';
import type { Live, LiveOperation } from './live';
import { PayloadQueue } from './delivery/payload-queue';
import { Stream, type StreamOptions } from './delivery/stream';
import { createSweep } from './delivery/sweep';

export const encoded = (result: ExecutionResult): Buffer => Buffer.from(JSON.stringify(result));

/** A stream that gives these results, through a real outlet, and then waits until it is ended. */
export function streamOf(
  { outlet, framing, request }: LiveOperation,
  results: readonly ExecutionResult[],
  authorize: StreamOptions['authorize'] = async () => undefined,
  queue = new PayloadQueue(framing),
): Stream {
  const stream = new Stream({ outlet, framing, request, authorize });
  for (const result of results) queue.add(encoded(result));
  stream.attach(queue);
  return stream;
}

/** Says when its payloads are on their way. */
export class ReportingQueue extends PayloadQueue {
  constructor(
    framing: LiveOperation['framing'],
    private readonly onEmpty: () => void,
  ) {
    super(framing);
  }

  override next(): Buffer | undefined {
    const payload = super.next();
    if (!payload) setImmediate(this.onEmpty);
    return payload;
  }
}

/** Live delivery of what a test says. */
export function scriptedLive(subscribe: Live['subscribe']): Live {
  const sweep = createSweep({ stuckMs: 60_000, bytesPerSecond: 1_000_000_000 });
  return {
    name: 'live',
    start: sweep.start,
    stop: sweep.stop,
    connect: sweep.outlet,
    replace: async () => undefined,
    explain: async () => [],
    subscribe,
  };
}
