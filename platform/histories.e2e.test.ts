import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConversation } from '@parley/testing/acting';
import { newClient, type TestClient } from '@parley/testing/client';
import { newHistory, type History } from '@parley/testing/histories/history';
import { judge } from '@parley/testing/histories/judge';
import { read, write } from '@parley/testing/histories/roles';
import { parleyProcess, type ParleyProcess } from '@parley/testing/parley-process';
import { realText, SCRIPTS } from '@parley/testing/real-text';
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

  /** Lets everybody write and read while `trouble` happens, and judges what they recorded. */
  async function record(trouble: (history: History) => Promise<void>): Promise<string[]> {
    const history = newHistory();
    const writers = clients.slice(0, WRITERS).map(async (client, w) => {
      for (let n = 0; n < EACH; n++) await write(history, client, conversationId, textOf(w, n));
    });
    const written = Promise.all(writers);
    const end: { seq?: number } = {};
    const readers = clients.slice(WRITERS).map((client, n) =>
      read(history, {
        name: `reader ${n}`,
        client,
        conversationId,
        after: 0,
        drops: () => Math.random() < 0.05 * n,
        until: () => end.seq,
      }),
    );
    await trouble(history);
    await written;
    // one more, so that who waits for something to come gets it
    await write(history, clients[0]!, conversationId, 'the end');
    end.seq = history.acknowledged.at(-1)!.seq;
    await Promise.all(readers);
    expect(history.acknowledged).toHaveLength(WRITERS * EACH + 1);
    return judge(history);
  }
});

/** Real text, made unlike any other by who sends it when. */
function textOf(writer: number, n: number): string {
  const paragraphs = realText(SCRIPTS[(writer + n) % SCRIPTS.length]!);
  return `${writer}.${n} ${paragraphs[n % paragraphs.length]}`;
}

async function postmaster(folder: string): Promise<number> {
  const [pid] = (await readFile(join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8')).split('\n');
  return Number(pid);
}
