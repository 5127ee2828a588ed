import { randomUUID } from 'node:crypto';
import type { Entry } from '@parley/contracts/events';
import type { StreamId } from '@parley/contracts/ids';
import { serviceUrl } from '@parley/testing/services';
import pino from 'pino';
import { describeEventStream } from './conformance';
import { kafkaStream, type KafkaStream } from './kafka';
import { kafkaTopics } from './kafka-topics';

const log = pino({ level: process.env.KAFKA_TEST_LOG ?? 'silent' });
const GROUPS = ['group', 'early', 'late', 'poisoned', 'healthy'];

describeEventStream('Kafka', async () => {
  const topics = kafkaTopics({
    prefix: `test-${randomUUID()}`,
    partitions: 4,
    keepMs: 3_600_000,
    retryDelaysMs: [20, 100],
  });
  const opened: KafkaStream[] = [];
  const heads = new Map<StreamId, number>();
  const connect = (): KafkaStream => {
    const stream = kafkaStream({
      brokers: [new URL(serviceUrl('kafka')).host],
      topics,
      log,
      ...{ tries: 3, pauseMs: 5, maxPauseMs: 20, waitMs: 50, heartbeatMs: 100, sessionMs: 6_000, rebalanceMs: 1_000 },
    });
    opened.push(stream);
    return stream;
  };
  await connect().apply(GROUPS);
  return {
    connect,
    async write(stream, count) {
      const from = heads.get(stream) ?? 0;
      heads.set(stream, from + count);
      return Array.from({ length: count }, (_, n) => anEntry(stream, from + n + 1));
    },
    close: async () => void (await Promise.all(opened.map((stream) => stream.close()))),
  };
});

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const anEntry = (stream: StreamId, seq: number): Entry =>
  ({
    ...{ stream, seq, tenant: randomUUID(), epoch: randomUUID(), actor: randomUUID(), at: new Date() },
    ...{ type: 'MessageCreated', version: 1, trace: TRACE, payload: { messageId: randomUUID() } },
  }) as Entry;
