import { randomUUID } from 'node:crypto';
import { aBucket } from '@parley/testing/bucket';
import { SEED } from '@parley/testing/seed';
import { serviceUrl } from '@parley/testing/services';
import { until } from '@parley/testing/until';
import { signUp, type Account } from '../../histories/account';
import { accountsFor } from '../../histories/cast';
import { acknowledged, type History } from '../../histories/history';
import { judge } from '../../histories/judge/judge';
import { runHistories } from '../../histories/run';
import { describeScenario } from '../../testing/scenario/twenty-people';
import { startTopology, type ProcessName, type Topology } from '../../testing/topology';

const CAST = { writers: 6, readers: 8, conversations: 2 };
const EACH = 30;

/** All that a deployment uses, in it what nobody else has. */
async function servers(): Promise<Record<string, string>> {
  const own = `topology-${randomUUID()}`;
  return {
    ...(await aBucket()),
    REDIS_URL: serviceUrl('redis'),
    KAFKA_BROKERS: new URL(serviceUrl('kafka')).host,
    KAFKA_PREFIX: own,
    KAFKA_PARTITIONS: '4',
    ELASTICSEARCH_URL: serviceUrl('elasticsearch'),
    ELASTICSEARCH_PREFIX: own,
    CLAMD_URL: serviceUrl('clamd'),
    SMTP_URL: serviceUrl('smtp'),
  };
}

let topology: Topology;

/** Tests share the one. */
beforeAll(async () => {
  topology = await startTopology(await servers());
});
afterAll(async () => {
  const codes = await topology.close();
  expect(Object.values(codes).every((code) => code === 0)).toBe(true);
});

describe(`two gateways, five subgraphs and two workers, each a process, on all servers, with the seed ${SEED}`, () => {
  let accounts: Account[];
  beforeAll(async () => {
    accounts = await signUp(topology.url, { tenant: 'demo', count: accountsFor(CAST) });
  });

  /** Kills each of them in the middle of the writing, one after the other, and starts it again. */
  async function record(names: readonly ProcessName[], signal: NodeJS.Signals): Promise<string[]> {
    const all = CAST.writers * EACH + CAST.conversations;
    const history = await runHistories({
      ...CAST,
      urls: [topology.url],
      accounts,
      kicks: 10,
      kickEveryMs: 300,
      writing: { messages: EACH },
      pauseMs: 60,
      patienceMs: 240_000,
      seed: SEED,
      async meanwhile(history: History) {
        for (const [at, name] of names.entries()) {
          await until(() => acknowledged(history).length > ((at + 1) * all) / (names.length + 2), {
            timeoutMs: 240_000,
          });
          await topology.kill(name, signal);
          await topology.start(name);
        }
      },
    });
    expect(acknowledged(history)).toHaveLength(all);
    return judge(history);
  }

  it('lose, repeat, reorder and leak nothing when any of them is killed', async () => {
    expect(await record(['messages', 'gateway-1', 'workers-1', 'conversations'], 'SIGKILL')).toEqual([]);
  });

  it('neither when they are replaced one by one under load', async () => {
    expect(await record(['gateway-1', 'gateway-2', 'messages', 'users'], 'SIGTERM')).toEqual([]);
  });
});

describeScenario({
  texts: 400,
  start: async () => ({ url: topology.url, database: topology.database, close: async () => undefined }),
});
