import { Partitioners, type Kafka, type TopicMessages } from 'kafkajs';
import { renewed } from './client';

/** The one way of a process into Kafka. */
export interface Publisher {
  /** Resolves when all in-sync replicas have it. Errors: UNAVAILABLE, and then any of it may or may not be there. */
  send(messages: TopicMessages[]): Promise<void>;
  close(): Promise<void>;
}

const ALL_IN_SYNC = -1;

/**
 * An idempotent producer: what kafkajs repeats by itself is there once. Records go where Java's default partitioner would
 * bring them, by murmur2 of their keys.
 * Invariant: one request of it is under way at a time, so that none follows one that failed (`renewed` says why).
 */
export function createPublisher(client: Kafka): Publisher {
  const producer = renewed(() =>
    client.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    }),
  );
  let last: Promise<unknown> = Promise.resolve();
  return {
    send(topicMessages) {
      const sent = last.then(() =>
        producer.use((connected) => connected.sendBatch({ acks: ALL_IN_SYNC, topicMessages })),
      );
      last = sent.catch(() => undefined);
      return sent.then(() => undefined);
    },
    async close() {
      await last;
      await producer.close();
    },
  };
}
