import { randomUUID } from 'node:crypto';
import type { ConversationId, TenantId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { createStream } from '@parley/log/streams';
import { createCommits } from '@parley/log/commits';
import { addMembers } from '@parley/log/members';
import { ENTITIES } from '@parley/messages/store/entities';
import { createSendLanes } from '@parley/messages/store/send-batch';
import { createMessagesSubgraph } from '@parley/messages/subgraph';
import { openDatabase, type Database } from '@parley/database/database';
import { aViewer } from '@parley/testing/viewers';
import { parse } from 'graphql';
import pino from 'pino';
import { median, quantile, round, type Figures, type Report, type Row } from './report';
import { withScratchDatabase } from './scratch-database';

const CONVERSATIONS = 1_000;
const AT_ONCE = 256;
const RUN_MS = 4_000;
const ROUNDS = 3;
const TEXT = 'a usual message of a usual length, say about a hundred characters in all, a little more or a little less';

const SEND = parse(`mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id seq } } }`);

/**
 * Durable sends through the messages subgraph, to one conversation and to a thousand. Lanes commit up to 200 sends in a
 * transaction; in the baseline, one. Rounds alternate; figures are medians of rounds.
 */
export const send = (): Promise<Report> =>
  withScratchDatabase(async (url) => {
    const logger = pino({ level: 'error' });
    const database = await openDatabase({ url, poolSize: 20, entities: ENTITIES, logger });
    try {
      const people = await populate(database);
      const measured = new Map<string, Measured[]>();
      for (let n = 0; n < ROUNDS; n++)
        for (const [where, pick] of WHERE)
          for (const batch of [1, 200]) {
            const one = await measure(database, { people, pick, batch });
            measured.set(`${where} ${batch}`, [...(measured.get(`${where} ${batch}`) ?? []), one]);
          }
      return report(measured);
    } finally {
      await database.close();
    }
  });

const WHERE = [
  ['one', () => 0],
  ['thousand', (n: number) => n % CONVERSATIONS],
] as const;

interface People {
  viewers: Viewer[];
  conversations: ConversationId[];
}

async function populate(database: Database): Promise<People> {
  const tenant = randomUUID() as TenantId;
  const viewers = Array.from({ length: 64 }, () => aViewer({ tenant }));
  const conversations = Array.from({ length: CONVERSATIONS }, () => randomUUID() as ConversationId);
  for (const conversation of conversations) {
    await createStream(database, { stream: conversation, tenant });
    await addMembers(database, { conversation, people: viewers.map(({ user }) => user), role: 'MEMBER' });
  }
  return { viewers, conversations };
}

interface Measured {
  sendsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
}

interface Load {
  people: People;
  pick(n: number): number;
  batch: number;
}

async function measure(database: Database, { people, pick, batch }: Load): Promise<Measured> {
  const commits = createCommits();
  const lanes = createSendLanes(database, commits, { batch });
  const subgraph = createMessagesSubgraph({ database, commits, lanes });
  const logger = pino({ level: 'silent' });
  const took: number[] = [];
  const end = performance.now() + RUN_MS;
  let next = 0;
  async function sender(viewer: Viewer): Promise<void> {
    while (performance.now() < end) {
      const conversationId = people.conversations[pick(next++)];
      const started = performance.now();
      const { errors } = await subgraph.execute({
        document: SEND,
        variables: { input: { conversationId, clientMessageId: randomUUID(), text: TEXT } },
        request: { principal: viewer, correlationId: '', logger },
      });
      if (errors) throw errors[0]!;
      took.push(performance.now() - started);
    }
  }
  const started = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => sender(people.viewers[n % people.viewers.length]!)));
  const seconds = (performance.now() - started) / 1_000;
  return { sendsPerSecond: took.length / seconds, p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99) };
}

function report(measured: ReadonlyMap<string, readonly Measured[]>): Report {
  const rows: Row[] = [];
  const figures: Figures = {};
  const middle = (key: string, figure: keyof Measured) => median(measured.get(key)!.map((one) => one[figure]));
  for (const [where] of WHERE) {
    for (const batch of [1, 200]) {
      const key = `${where} ${batch}`;
      const row = {
        sendsPerSecond: round(middle(key, 'sendsPerSecond'), 0),
        p50Ms: round(middle(key, 'p50Ms')),
        p99Ms: round(middle(key, 'p99Ms')),
      };
      rows.push({ conversations: where, 'commits of up to': batch, 'senders at once': AT_ONCE, ...row });
      for (const [name, value] of Object.entries(row)) figures[`${where}.batch${batch}.${name}`] = value;
    }
    const ratio = middle(`${where} 200`, 'sendsPerSecond') / middle(`${where} 1`, 'sendsPerSecond');
    figures[`${where}.lanesVsOneByOne`] = round(ratio, 2);
  }
  return { rows, figures };
}
