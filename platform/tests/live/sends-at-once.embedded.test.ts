import { randomUUID } from 'node:crypto';
import type { TenantId, UserId } from '@parley/contracts/ids';
import { inProcessBus } from '@parley/ports/bus/in-process';
import { createConversation } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { asking, aViewer } from '@parley/testing/viewers';
import type { Platform } from '../../platform';
import { listen, numbers } from '../../testing/listener';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const SENDS = 10_000;
/** Of so many, one is sent to both processes at the same time. */
const REPEAT_EVERY = 50;

const SEND = `mutation ($input: SendMessageInput!) {
  sendMessage(input: $input) { duplicate message { id seq } }
}`;

interface Answer {
  duplicate: boolean;
  message: { id: string; seq: number };
}

interface Send {
  clientMessageId: string;
  text: string;
  /** One for each process that it was sent to. */
  answers: Answer[];
}

describe('ten thousand sends at once into one conversation, through two processes (30, 31)', () => {
  let platform: RunningPlatform;
  let processes: (Platform & { url: string })[];
  let ann: TestClient;
  let id: string;

  beforeAll(async () => {
    platform = await runningPlatform({ LOG_LEVEL: 'error' }, { bus: inProcessBus() });
    processes = [platform, await platform.another()];
    ann = await platform.person('Ann');
    id = await createConversation(ann);
  });
  afterAll(() => platform.close());

  /** How Ann sends through each process, and sends again for as long as she is told that it may work later. */
  async function sender(): Promise<(send: Send, process: number) => Promise<void>> {
    const [{ tenant }] = (await platform.database.query<{ tenant: TenantId }>(
      'select tenant from users.account where id = $1',
      [ann.userId],
    )) as [{ tenant: TenantId }];
    const viewer = aViewer({ tenant, user: ann.userId as UserId });
    const request = processes.map(({ subgraphs }) => asking(subgraphs.get('messages')!, viewer));
    return async ({ clientMessageId, text, answers }, process) => {
      for (;;) {
        const input = { conversationId: id, clientMessageId, text };
        const result = await request[process % 2]!<{ sendMessage: Answer }>(SEND, { input });
        if (result.data) return void answers.push(result.data.sendMessage);
        expect(result.errors?.map(({ message, extensions }) => extensions['code'] ?? message)).toEqual(['UNAVAILABLE']);
      }
    };
  }

  it('have positions without a hole or a repeat, and each is there once, as it was acknowledged', async () => {
    const send = await sender();
    const sends: Send[] = numbers(1, SENDS).map((n) => ({
      clientMessageId: randomUUID(),
      text: `message ${n}`,
      answers: [],
    }));
    const [before] = await platform.database.query<{ seq: number }>(
      'select seq from log.stream_head where stream = $1',
      [id],
    );
    const first = before!.seq + 1;
    const listeners = processes.map(({ url }) => listen(url, ann.token, { id, after: first - 1 }));

    const repeated = sends.filter((_, n) => n % REPEAT_EVERY === 0);
    await Promise.all([
      ...sends.map((one, n) => send(one, n)),
      ...sends.flatMap((one, n) => (n % REPEAT_EVERY === 0 ? [send(one, n + 1)] : [])),
    ]);
    for (const { answers } of repeated) expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);

    const later = sends.filter((_, n) => n % REPEAT_EVERY === 1);
    await Promise.all(sends.flatMap((one, n) => (n % REPEAT_EVERY === 1 ? [send(one, n + 1)] : [])));
    for (const { answers } of later) expect(answers.map(({ duplicate }) => duplicate)).toEqual([false, true]);

    const kept = await platform.database.query<{ seq: number; id: string; text: string }>(
      'select seq, id, text from messages.message where conversation = $1 order by seq',
      [id],
    );
    const acknowledged = sends
      .flatMap(({ text, answers }) => answers.map(({ message }) => ({ seq: message.seq, id: message.id, text })))
      .sort((a, b) => a.seq - b.seq);
    const once = acknowledged.filter(({ seq }, n) => seq !== acknowledged[n - 1]?.seq);
    expect(acknowledged).toHaveLength(SENDS + repeated.length + later.length);
    expect(once).toEqual(kept);
    expect(once.map(({ seq }) => seq)).toEqual(numbers(first, first + SENDS - 1));
    for (const { answers } of sends) expect(new Set(answers.map(({ message }) => message.id)).size).toBe(1);

    const entries = await platform.database.query<{ seq: number }>(
      'select seq from log.entry where stream = $1 order by seq',
      [id],
    );
    expect(entries.map(({ seq }) => seq)).toEqual(numbers(1, first + SENDS - 1));
    for (const listener of listeners) {
      await until(() => listener.seqs.at(-1) === first + SENDS - 1, { timeoutMs: 180_000 });
      expect(listener.seqs).toEqual(numbers(first, first + SENDS - 1));
      expect([...listener.incomplete]).toEqual([]);
      listener.drop();
    }
  });
});
