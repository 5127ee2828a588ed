import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConversation } from '@parley/testing/acting';
import { newClient, type TestClient } from '@parley/testing/client';
import type { History } from '@parley/testing/histories/history';
import { recordHistory } from '@parley/testing/histories/record';
import { parleyProcess, type ParleyProcess } from '@parley/testing/parley-process';
import { until } from '@parley/testing/until';

const WRITERS = 10;
const READERS = 5;
const EACH = 30;

jest.setTimeout(120_000);

describe('what clients sent and saw', () => {
  let parley: ParleyProcess;
  let clients: TestClient[];
  let conversationId: string;

  beforeAll(async () => {
    parley = await parleyProcess();
  });
  beforeEach(async () => {
    clients = await Promise.all(
      Array.from({ length: WRITERS + READERS }, (_, n) => newClient(parley.url, `Person ${n}`)),
    );
    const [owner, ...members] = clients;
    conversationId = await createConversation(owner!, { members });
  });
  afterEach(() => Promise.all(clients.map((client) => client.close())));
  afterAll(() => parley.close());

  it('is complete, in order and once, while readers drop and resume at random positions', async () => {
    expect(await record(async () => undefined)).toEqual([]);
  });

  it('is so when the process is killed in the middle and started again', async () => {
    const problems = await record(async (history) => {
      await until(() => history.acknowledged.length > 60, { timeoutMs: 30_000 });
      await parley.kill('SIGKILL');
      await parley.start();
    });
    expect(problems).toEqual([]);
  });

  it('is so when PostgreSQL is restarted under load, and the pool heals by itself', async () => {
    const problems = await record(async (history) => {
      await until(() => history.acknowledged.length > 60, { timeoutMs: 30_000 });
      process.kill(await postmaster(parley.folder), 'SIGINT');
    });
    expect(problems).toEqual([]);
  });

  const record = (trouble: (history: History) => Promise<void>) =>
    recordHistory(
      { writers: clients.slice(0, WRITERS), readers: clients.slice(WRITERS), conversationId, each: EACH },
      trouble,
    );
});

async function postmaster(folder: string): Promise<number> {
  const [pid] = (await readFile(join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8')).split('\n');
  return Number(pid);
}
