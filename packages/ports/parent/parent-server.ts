import type { Duplex } from 'node:stream';
import type { Logger } from '@parley/runtime/logger';
import type { EphemeralStore } from '../ephemeral/ephemeral-store';
import { frameWriter, type FrameWriter } from './frame-writer';
import { encodeFrame, KIND, readFrames, type Frame } from './frames';
import { countLosses, type Losses } from './losses';
import { callStore } from './store-over';

/** The parent's side: the live bus between its workers, and the short-lived state that they share. */
export interface ParentServer {
  /** Serves a worker over a stream of its own, until that closes. `name` is for log lines. */
  attach(name: string, stream: Duplex): void;
  /** Live messages that did not reach workers, because they did not read. */
  readonly dropped: number;
}

interface ParentServerOptions {
  store: EphemeralStore;
  logger: Logger;
  /** Bytes that may wait for a worker that does not read. Beyond, it loses live messages. */
  maxBytes?: number;
}

interface Peer {
  writer: FrameWriter;
  losses: Losses;
  topics: Set<string>;
}

/** Invariant: a topic is in `topics` with exactly the workers that have it in theirs, and no worker is there that has gone. */
export function parentServer({ store, logger, maxBytes = 16_777_216 }: ParentServerOptions): ParentServer {
  const topics = new Map<string, Set<Peer>>();
  /** By workers that have gone. */
  let droppedBefore = 0;
  const peers = new Set<Peer>();

  function pass(frame: Frame): void {
    for (const { writer, losses } of topics.get(frame.name) ?? []) losses.note(writer.offer(frame.bytes));
  }

  function subscribe(peer: Peer, topic: string): void {
    peer.topics.add(topic);
    topics.set(topic, (topics.get(topic) ?? new Set()).add(peer));
  }

  function unsubscribe(peer: Peer, topic: string): void {
    peer.topics.delete(topic);
    const listening = topics.get(topic);
    listening?.delete(peer);
    if (listening?.size === 0) topics.delete(topic);
  }

  async function respond({ writer }: Peer, { id, name, body }: Frame): Promise<void> {
    try {
      writer.send(encodeFrame({ kind: KIND.response, id, body: await callStore(store, name, body()) }));
    } catch (error) {
      logger.error({ method: name, err: error }, 'short-lived state failed');
      writer.send(encodeFrame({ kind: KIND.failure, id, body: String(error) }));
    }
  }

  function hear(peer: Peer, frame: Frame): void {
    if (frame.kind === KIND.publish) pass(frame);
    else if (frame.kind === KIND.call) void respond(peer, frame);
    else if (frame.kind === KIND.unsubscribe) unsubscribe(peer, frame.name);
    else if (frame.kind === KIND.subscribe) {
      subscribe(peer, frame.name);
      peer.writer.send(encodeFrame({ kind: KIND.response, id: frame.id }));
    }
  }

  return {
    get dropped() {
      return [...peers].reduce((sum, { losses }) => sum + losses.total, droppedBefore);
    },
    attach(name, stream) {
      const losses = countLosses(`worker ${name}`, logger);
      const peer: Peer = { writer: frameWriter(stream, { maxBytes }), losses, topics: new Set() };
      peers.add(peer);
      readFrames(stream, (frame) => hear(peer, frame));
      // whoever started the worker hears of its end; the stream's own reason would add nothing
      stream.on('error', () => stream.destroy());
      stream.once('close', () => {
        for (const topic of [...peer.topics]) unsubscribe(peer, topic);
        peers.delete(peer);
        droppedBefore += losses.total;
      });
    },
  };
}
