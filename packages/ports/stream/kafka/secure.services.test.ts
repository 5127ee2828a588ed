import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Entry } from '@parley/contracts/events';
import type { Service } from '@parley/runtime/service';
import { serviceUrl } from '@parley/testing/services';
import { until } from '@parley/testing/until';
import pino, { type Logger } from 'pino';
import { kafkaStream, type KafkaStream } from './kafka';
import type { KafkaSecurity } from './client';
import { kafkaTopics } from './topics';

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
const REFUSED = 'Kafka refuses KAFKA_SASL_USERNAME or KAFKA_SASL_PASSWORD';
const UNTRUSTED = expect.stringMatching(/^The certificate of Kafka is not trusted \([A-Z_]*CERT[A-Z_]*\)$/) as string;

describe('Kafka that has certificates and wants its users to sign in', () => {
  const topics = kafkaTopics({ prefix: `test-${randomUUID()}`, partitions: 1, keepMs: 3_600_000, retryDelaysMs: [20] });
  const at = () => new URL(serviceUrl('kafka-secure'));
  let tls: { ca: string };
  let opened: KafkaStream[];
  let running: Service[];

  beforeAll(() => {
    tls = { ca: readFileSync(process.env.KAFKA_SECURE_CA!, 'utf8') };
  });
  beforeEach(() => {
    [opened, running] = [[], []];
  });
  afterEach(async () => {
    for (const service of running) await service.stop();
    for (const stream of opened) await stream.close();
  });

  async function started(service: Service): Promise<void> {
    running.push(service);
    await service.start();
  }

  function open(
    security: KafkaSecurity,
    { brokers = [at().host], logger = pino({ level: 'silent' }) } = {},
  ): KafkaStream {
    const stream = kafkaStream({ brokers, ...security, topics, logger, pauseMs: 5, maxPauseMs: 20, waitMs: 50 });
    opened.push(stream);
    return stream;
  }
  const user = (mechanism: (typeof MECHANISMS)[number], password = at().password) => ({
    ...{ mechanism, username: at().username, password },
  });

  it.each(MECHANISMS)('takes and gives entries, where one signs in by %s', async (mechanism) => {
    const stream = open({ tls, sasl: user(mechanism) });
    await stream.apply([mechanism]);
    const heard: string[] = [];
    const hear = async (entries: readonly Entry[]) => void heard.push(...entries.map((one) => one.stream));
    await started(stream.consumer(mechanism, hear));
    const entry = anEntry();
    await stream.publish([entry]);
    await until(() => heard.includes(entry.stream));
  });

  it.each(MECHANISMS)('refuses a wrong password by %s, which is told as that', async (mechanism) => {
    const stream = open({ tls, sasl: user(mechanism, 'a wrong one') });
    const refused = { code: 'UNAVAILABLE', message: REFUSED };
    await expect(stream.check([])).rejects.toMatchObject(refused);
    await expect(stream.publish([anEntry()])).rejects.toMatchObject(refused);
  });

  it('tells a user apart that it does not know, and that it lets nobody sign in', async () => {
    const sasl = { ...user('scram-sha-256'), username: 'nobody' };
    await expect(open({ tls, sasl }).check([])).rejects.toMatchObject({ message: REFUSED });
    const plain = { brokers: [new URL(serviceUrl('kafka')).host] };
    const message = 'Kafka refuses KAFKA_SASL_MECHANISM (ILLEGAL_SASL_STATE)';
    await expect(open({ sasl }, plain).check([])).rejects.toMatchObject({ code: 'UNAVAILABLE', message });
  });

  it('is not trusted where nobody knows its authority, or by another name', async () => {
    const sasl = user('scram-sha-256');
    const unknown = { code: 'UNAVAILABLE', message: UNTRUSTED };
    await expect(open({ tls: {}, sasl }).check([])).rejects.toMatchObject(unknown);
    const elsewhere = { brokers: [`localhost:${at().port}`] };
    await expect(open({ tls, sasl }, elsewhere).check([])).rejects.toMatchObject(unknown);
  });

  it('a consumer that is refused says why, and goes on trying', async () => {
    const lines: { err?: { message: string } }[] = [];
    const write = (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]);
    const logger: Logger = pino({ level: 'warn' }, { write });
    const stream = open({ tls, sasl: user('plain', 'a wrong one') }, { logger });
    await started(stream.consumer('group', async () => undefined));
    await until(() => lines.filter(({ err }) => err?.message.startsWith(REFUSED)).length > 2);
    expect(JSON.stringify(lines)).not.toContain('a wrong one');
  });
});

const anEntry = (): Entry =>
  ({
    ...{ stream: randomUUID(), seq: 1, tenant: randomUUID(), epoch: randomUUID(), actor: randomUUID(), at: new Date() },
    ...{ type: 'MessageCreated', version: 1, payload: { messageId: randomUUID() }, trace: null, correlationId: null },
  }) as unknown as Entry;
