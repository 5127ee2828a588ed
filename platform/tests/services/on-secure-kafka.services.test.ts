import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import { serviceUrl } from '@parley/testing/services';
import { until } from '@parley/testing/until';
import { parley } from '../../testing/parley-command';
import { readinessOf } from '../../testing/readiness';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';
import { workersProcess } from '../../testing/workers-process';

const SEARCH = 'query ($text: String!) { searchMessages(query: $text) { totalCount } }';
const PATIENT = { timeoutMs: 120_000, everyMs: 100 };
const STREAM = 'event stream';
const WRONG = 'never-shown-to-anybody';
const REFUSED = 'Kafka refuses KAFKA_SASL_USERNAME or KAFKA_SASL_PASSWORD';

// commands and workers are processes of their own
describe('a platform whose Kafka has certificates and wants its users to sign in', () => {
  const kafka = new URL(serviceUrl('kafka-secure'));
  const authority = process.env['KAFKA_SECURE_CA']!;
  const environment = {
    KAFKA_BROKERS: kafka.host,
    KAFKA_PREFIX: `test-${randomUUID()}`,
    KAFKA_PARTITIONS: '1',
    KAFKA_TLS: 'true',
    KAFKA_SASL_MECHANISM: 'scram-sha-256',
    KAFKA_SASL_USERNAME: kafka.username,
  };
  let folder: string;
  let platform: RunningPlatform;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-secure-kafka-'));
    const ca = readFileSync(authority, 'utf8');
    platform = await runningPlatform({ ...environment, KAFKA_TLS_CA: ca, KAFKA_SASL_PASSWORD: kafka.password });
  });
  afterAll(async () => {
    await platform.close();
    await rm(folder, { recursive: true });
  });

  it('finds what was sent', async () => {
    const client = await platform.person('Ann');
    await sendMessage(client, await createConversation(client), 'a woozle');
    const found = () => value(client.request<Record<string, { totalCount: number }>>(SEARCH, { text: 'woozle' }));
    await until(async () => (await found()).totalCount === 1, PATIENT);
    await until(async () => (await readinessOf(platform.url)).dependencies[STREAM]!.note === 'on Kafka', PATIENT);
    await client.close();
  });

  it('has authority and password in files for a command, which says what of them is refused', async () => {
    const password = join(folder, 'password');
    await writeFile(password, `${kafka.password}\n`);
    const files = { KAFKA_TLS_CA_FILE: authority, KAFKA_SASL_PASSWORD_FILE: password };
    const apply = (more: Record<string, string>) => parley({ ...environment, ...more }, 'topics', 'apply');
    expect(await apply(files)).toMatchObject({ code: 0, output: expect.stringContaining('unchanged') as string });
    const untrusted = await apply({ KAFKA_SASL_PASSWORD_FILE: password });
    expect(untrusted).toMatchObject({ code: 1, output: '' });
    expect(untrusted.complaint).toMatch(/^parley: The certificate of Kafka is not trusted \(\w+\)\n$/);
    const refused = await apply({ KAFKA_TLS_CA_FILE: authority, KAFKA_SASL_PASSWORD: WRONG });
    expect(refused).toEqual({ code: 1, output: '', complaint: `parley: ${REFUSED}\n` });
  });

  it('has workers that start with a wrong password, say so, and go on trying', async () => {
    const workers = await workersProcess({
      ...{ ...environment, KAFKA_TLS_CA_FILE: authority, KAFKA_SASL_PASSWORD: WRONG },
      DATABASE_URL: platform.databaseUrl,
    });
    const told = { status: 503, dependencies: { [STREAM]: { ok: false, reason: REFUSED } } };
    await until(async () => (await readinessOf(workers.url)).dependencies[STREAM]!.reason === REFUSED, PATIENT);
    expect(await readinessOf(workers.url)).toMatchObject(told);
    const said = (what: string) => workers.output().split(what).length - 1;
    await until(() => said('a round failed and will be tried again') > 2, PATIENT);
    expect(said(`${REFUSED}: what is sent waits in the outbox`)).toBe(1);
    expect(await workers.close()).toBe(0);
    expect(said(WRONG)).toBe(0);
  });
});
