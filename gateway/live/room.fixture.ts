import { UNLIMITED } from '../connection/limits/limiter';
import type { Envelope } from '@parley/contracts/live';
import { ANONYMOUS, type Principal } from '@parley/contracts/principal';
import { inProcessBus } from '@parley/ports/bus/in-process';
import { until } from '@parley/testing/until';
import pino from 'pino';
import { createFrameBudget } from './view/frame-store';
import { LogView } from './view/log-view';
import type { Framing, Transport } from './delivery/transport';
import { Stream } from './delivery/stream';
import { createSweep } from './delivery/sweep';
import { Topic } from './topic/topic';

export const NAME = 'log:room';
export const EPOCH = 'epoch';

export const envelope = (seq: number, more: Partial<Envelope> = {}): Envelope => ({
  topic: NAME,
  epoch: EPOCH,
  seq,
  event: { seq },
  ...more,
});

/** A line for each frame. */
export const LINES: Framing = {
  overheadBytes: 1,
  put(target, at, payload) {
    target.set(payload, at);
    return target.write('\n', at + payload.length) + at + payload.length;
  },
};

/** A connection that takes what it is handed, unless it is told not to, and shows the lines that came. */
export function aConnection() {
  let received = '';
  let waiting: { bytes: Buffer; taken: () => void }[] = [];
  let stalled = false;
  let open = true;
  const state = { writes: 0, tooSlow: 0, mostWaitingBytes: 0 };
  const transport: Transport = {
    stream: {
      get writableLength() {
        return waiting.reduce((sum, { bytes }) => sum + bytes.length, 0);
      },
      write(bytes: unknown, taken: unknown) {
        state.writes++;
        waiting.push({ bytes: bytes as Buffer, taken: taken as () => void });
        if (stalled) state.mostWaitingBytes = Math.max(state.mostWaitingBytes, transport.stream.writableLength);
        else flush();
        return true;
      },
    },
    isOpen: () => open,
    closeAsTooSlow() {
      state.tooSlow++;
      open = false;
    },
  };
  function flush(): void {
    const taken = waiting;
    waiting = [];
    for (const { bytes } of taken) received += bytes.toString();
    for (const { taken: tell } of taken) queueMicrotask(tell);
  }
  return {
    transport,
    state,
    get lines(): unknown[] {
      return received
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as unknown);
    },
    stall() {
      stalled = true;
    },
    drain() {
      stalled = false;
      flush();
    },
  };
}

interface Reader {
  after?: number;
  authorizedAt?: number;
  viewer?: string;
  authorize?(): Promise<void>;
}

/** A log that grows, a topic that hears of it over a bus, and a view of that topic with its readers. */
export async function aRoom({
  position = 0,
  frameBytes = 1_000_000,
  pageOfLog = 7,
  eventOf = (one: Envelope) => one.event,
} = {}) {
  const bus = inProcessBus();
  const entries: Envelope[] = [];
  const counts = { replays: 0, executions: 0 };
  const topic = new Topic({
    name: NAME,
    epoch: EPOCH,
    bus,
    logger: pino({ level: 'silent' }),
    async replay(after) {
      counts.replays++;
      return { envelopes: entries.slice(after, after + pageOfLog), seq: entries.length, epoch: EPOCH };
    },
  });
  await topic.open(position);
  const sweep = createSweep({ stuckMs: 60_000, bytesPerSecond: 1_000_000_000 });
  const budget = createFrameBudget({ bytes: frameBytes, ms: 60_000 });
  const view = new LogView({
    topic,
    operation: 'Room',
    budget,
    eventCost: 1,
    limiter: UNLIMITED,
    replayLimit: (work) => work(),
    async execute(envelopes) {
      counts.executions += envelopes.length;
      return envelopes.map((one) => Buffer.from(JSON.stringify({ seq: one.seq, event: eventOf(one) })));
    },
  });
  return {
    topic,
    view,
    sweep,
    budget,
    entries,
    counts,
    commit(more: Partial<Envelope> = {}): Envelope {
      const made = envelope(entries.length + 1, more);
      entries.push(made);
      return made;
    },
    publish: (message: unknown) => bus.publish(NAME, message),
    compare: () => topic.compare({ seq: entries.length, epoch: EPOCH }),
    reader({ after = position, authorizedAt = after, viewer = 'ann', authorize = async () => undefined }: Reader = {}) {
      const connection = aConnection();
      const request = {
        principal: { kind: 'viewer', user: viewer } as Principal,
        correlationId: '',
        logger: pino({ level: 'silent' }),
      };
      const outlet = sweep.outlet(connection.transport);
      const stream = new Stream({ outlet, framing: LINES, request, authorize });
      stream.add(NAME, { frames: view, after, authorizedAt, release: () => undefined });
      const over = stream.run();
      over.catch(() => undefined);
      const seqs = () => connection.lines.map((line) => (line as { seq: number }).seq);
      return {
        ...connection,
        get lines() {
          return connection.lines;
        },
        stream,
        over,
        seqs,
        /** Resolves with all positions that came, once there are so many. */
        async upTo(count: number): Promise<number[]> {
          await until(() => seqs().length >= count, { everyMs: 1 });
          return seqs();
        },
      };
    },
    close() {
      topic.close();
      view.close();
    },
  };
}

export const positions = (last: number, first = 1): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => first + n);

export const nobody = { principal: ANONYMOUS, correlationId: '', logger: pino({ level: 'silent' }) };
