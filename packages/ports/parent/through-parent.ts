import type { Duplex } from 'node:stream';
import { unavailable } from '@parley/contracts/errors';
import type { Logger } from '@parley/runtime/logger';
import { deliver } from '../bus/deliver';
import type { Listener, LiveBus } from '../bus/live-bus';
import type { EphemeralStore } from '../ephemeral/ephemeral-store';
import { frameWriter } from './frame-writer';
import { encodeFrame, KIND, readFrames, type Frame } from './frames';
import { countLosses } from './losses';
import { createRequests } from './requests';
import { storeOver } from './store-over';

/** A worker's side: the bus and the store that it shares with the other workers of its parent. */
export interface ThroughParent {
  readonly bus: LiveBus;
  readonly ephemeral: EphemeralStore;
  /** Live messages that this process could not hand to its parent, because that did not read. */
  readonly dropped: number;
  /** Lets what was published leave, and closes the stream. */
  close(): Promise<void>;
}

interface ThroughParentOptions {
  logger: Logger;
  /** Bytes that may wait for a parent that does not read. Beyond, live messages are lost. */
  maxBytes?: number;
  /** Calls that may wait for a response. */
  maxCalls?: number;
  /** Until a call without a response fails, in milliseconds. */
  timeoutMs?: number;
}

/** A parent that has not read what was left by then does not get it. */
const CLOSE_WITHIN_MS = 1_000;

/** A topic that this process listens to. */
interface Topic {
  listeners: Set<Listener>;
  /** When the parent passes it on. */
  ready: Promise<unknown>;
}

/**
 * The live bus and the ephemeral store of the process at the other end of the stream. What this process publishes, its
 * own listeners hear from there too, so that all workers hear a topic in one order.
 * Invariant: the parent has a topic once, however many listen, and as long as it is in `topics`.
 */
export function throughParent(stream: Duplex, { logger, ...limits }: ThroughParentOptions): ThroughParent {
  const { maxBytes = 16_777_216, maxCalls = 10_000, timeoutMs = 5_000 } = limits;
  const writer = frameWriter(stream, { maxBytes });
  const requests = createRequests({ withinMs: timeoutMs, most: maxCalls });
  const topics = new Map<string, Topic>();
  const losses = countLosses('the parent process', logger);

  const request = (kind: typeof KIND.call | typeof KIND.subscribe, name: string, body?: unknown) =>
    requests.request((id) => writer.send(encodeFrame({ kind, id, name, body })));

  function hear({ kind, id, name, body }: Frame): void {
    if (kind === KIND.response) requests.respond(id, body());
    else if (kind === KIND.failure) requests.fail(id, unavailable('Short-lived state failed', body()));
    else if (kind === KIND.publish) {
      const topic = topics.get(name);
      if (topic) deliver(topic.listeners, body(), (err) => logger.error({ err }, 'a listener of the live bus failed'));
    }
  }

  function open(name: string): Topic {
    const topic = { listeners: new Set<Listener>(), ready: request(KIND.subscribe, name) };
    topics.set(name, topic);
    return topic;
  }

  function leave(name: string, listener: Listener): void {
    const topic = topics.get(name);
    if (!topic?.listeners.delete(listener) || topic.listeners.size > 0) return;
    topics.delete(name);
    writer.send(encodeFrame({ kind: KIND.unsubscribe, name }));
  }

  readFrames(stream, hear);
  stream.on('error', (err) => logger.warn({ err }, 'the channel to the parent process broke'));
  stream.once('close', () => requests.close());

  return {
    bus: {
      async publish(name, message) {
        losses.note(writer.offer(encodeFrame({ kind: KIND.publish, name, body: message })));
      },
      async subscribe(name, listener) {
        const received: Listener = (message) => listener(message);
        const topic = topics.get(name) ?? open(name);
        topic.listeners.add(received);
        try {
          await topic.ready;
        } catch (error) {
          leave(name, received);
          throw error;
        }
        return () => leave(name, received);
      },
    },
    ephemeral: storeOver((method, args) => request(KIND.call, method, args)),
    get dropped() {
      return losses.total;
    },
    async close() {
      const timer = setTimeout(() => stream.destroy(), CLOSE_WITHIN_MS);
      await writer.end();
      clearTimeout(timer);
      stream.destroy();
      requests.close();
    },
  };
}
