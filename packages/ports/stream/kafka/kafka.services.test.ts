import { randomUUID } from 'node:crypto';
import { connect as connectSocket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Entry } from '@parley/contracts/events';
import type { StreamId } from '@parley/contracts/ids';
import { faultyLink } from '@parley/testing/faulty-link';
import { serviceUrl } from '@parley/testing/services';
import { until } from '@parley/testing/until';
import pino from 'pino';
import { describeEventStream } from '../conformance';
import { kafkaStream, type KafkaStream } from './kafka';
import { kafkaTopics } from './topics';

const logger = pino({ level: process.env.KAFKA_TEST_LOG ?? 'silent' });
const GROUPS = ['group', 'early', 'late', 'poisoned', 'healthy'];

const TIMINGS = {
  ...{ tries: 3, pauseMs: 5, maxPauseMs: 20 },
  ...{ waitMs: 50, heartbeatMs: 100, sessionMs: 6_000, rebalanceMs: 1_000 },
};

const topicsOf = (partitions: number) =>
  kafkaTopics({ prefix: `test-${randomUUID()}`, partitions, keepMs: 3_600_000, retryDelaysMs: [20, 100] });

const broker = () => new URL(serviceUrl('kafka')).host;

describeEventStream('Kafka', async () => {
  const topics = topicsOf(4);
  const opened: KafkaStream[] = [];
  const heads = new Map<StreamId, number>();
  const connect = (): KafkaStream => {
    const stream = kafkaStream({ brokers: [broker()], topics, logger, ...TIMINGS });
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

describe('the event stream on Kafka', () => {
  it('takes nothing for a repeat of what was published before, when the answer to that was lost', async () => {
    const link = await faultyLink(serviceUrl('kafka'));
    const { hostname, port } = new URL(link.url);
    const topics = topicsOf(1);
    const direct = kafkaStream({ brokers: [broker()], topics, logger, ...TIMINGS });
    const linked = kafkaStream({
      ...{ brokers: [broker()], topics, logger, ...TIMINGS },
      socketFactory: ({ onConnect }) => connectSocket({ host: hostname, port: Number(port) }, onConnect),
    });
    await direct.apply(['group']);
    const heard: number[] = [];
    const consumer = direct.consumer('group', async (entries) => void heard.push(...entries.map(({ seq }) => seq)));
    await consumer.start();
    const id = randomUUID() as string as StreamId;
    const publish = (...seqs: number[]) => linked.publish(seqs.map((seq) => anEntry(id, seq)));
    await publish(1);
    await link.silence();
    const unanswered = publish(2, 3).catch((error: unknown) => error);
    await until(() => heard.includes(3));
    await link.cut();
    expect(await unanswered).toMatchObject({ code: 'UNAVAILABLE' });
    await link.mend();
    await publish(4, 5);
    await until(() => heard.includes(5));
    expect(heard).toEqual([1, 2, 3, 4, 5]);
    await consumer.stop();
    await Promise.all([direct.close(), linked.close()]);
    await link.close();
  });

  it('leaves a member its partitions that works on something for longer than a silent one would live', async () => {
    const stream = kafkaStream({ brokers: [broker()], topics: topicsOf(1), logger, ...TIMINGS });
    await stream.apply(['group']);
    const id = randomUUID() as string as StreamId;
    const [heard, late]: [number[], number[]] = [[], []];
    const busy = stream.consumer('group', async (entries) => {
      heard.push(...entries.map(({ seq }) => seq));
      await delay(TIMINGS.sessionMs + 1_500);
    });
    await busy.start();
    await stream.publish([anEntry(id, 1)]);
    await until(() => heard.length === 1);
    await busy.stop();
    const next = stream.consumer('group', async (entries) => void late.push(...entries.map(({ seq }) => seq)));
    await next.start();
    await stream.publish([anEntry(id, 2)]);
    await until(() => late.length > 0);
    expect([heard, late]).toEqual([[1], [2]]);
    await next.stop();
    await stream.close();
  });

  it('makes its topics once, alters what differs, and names what is missing', async () => {
    const topics = topicsOf(2);
    const connect = (keepMs: number, partitions = 2) => {
      const prefix = topics.entries.replace('.entries', '');
      return kafkaStream({
        brokers: [broker()],
        topics: kafkaTopics({ prefix, partitions, keepMs, retryDelaysMs: [1] }),
        logger,
      });
    };
    const [first, second] = [connect(3_600_000), connect(7_200_000, 4)];
    await expect(first.check(['group'])).rejects.toThrow(/lacks the topics .*\.entries, .*parley topics apply/);
    const did = async (stream: KafkaStream) => (await stream.apply(['group'])).map((one) => one.did);
    expect(await did(first)).toEqual(['created', 'created', 'created']);
    expect(await did(first)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    await first.check(['group']);
    const [entries] = await second.apply(['group']);
    expect(entries).toMatchObject({
      did: 'altered',
      note: expect.stringMatching(/retention.ms=7200000; has 2 partitions/) as string,
    });
    expect(await did(second)).toEqual(['left', 'unchanged', 'unchanged']);
    await Promise.all([first.close(), second.close()]);
  });
});

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const anEntry = (stream: StreamId, seq: number): Entry =>
  ({
    ...{ stream, seq, tenant: randomUUID(), epoch: randomUUID(), actor: randomUUID(), at: new Date() },
    ...{ type: 'MessageCreated', version: 1, payload: { messageId: randomUUID() } },
    ...{ trace: TRACE, correlationId: 'abc-1' },
  }) as Entry;
