import { randomUUID } from 'node:crypto';
import type { Viewer } from '@parley/contracts/principal';
import { startNewEpoch } from '@parley/log/epochs';
import { setPublic } from '@parley/log/members';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { asking } from '@parley/testing/viewers';
import fc from 'fast-check';
import { createMessagesSubgraph } from '../subgraph';
import { aRoom, type Room } from '../testing/room';
import { createPageCache } from './pages';

const MESSAGE = `id seq revision updatedSeq text replyCount pinned createdAt editedAt deletedAt author { id } mentions { id }
  reactions { emoji count users { id } viewerReacted } replyTo { id text reactions { emoji } } thread { id text replyCount }`;
const READ = `query ($id: ID!, $root: ID!) {
  _entities(representations: [{ __typename: "Conversation", id: $id }]) { ... on Conversation {
    seq epoch lastMessage { text } pinned { ...message }
    newest: messages(first: 5) { ...page } oldest: messages(first: 3, after: 0) { ...page } middle: messages(first: 4, around: 6) { ...page }
  } }
  message(id: $root) { replies(first: 3) { ...page } }
}
fragment message on Message { ${MESSAGE} }
fragment page on MessageConnection { asOf epoch pageInfo { hasNextPage hasPreviousPage } edges { node { ...message } } }`;

let room: Room;
beforeEach(async () => {
  room = await aRoom();
});
afterEach(() => room.close());

const withCache = (bytes: number, metrics = createMetrics()): Subgraph =>
  createMessagesSubgraph({ ...room, pageCache: createPageCache(metrics, { READ_CACHE_BYTES: bytes }) });

it('shows in each process what the database has, whatever happened in another since it was read', async () => {
  const people = [await room.join('OWNER'), await room.join(), await room.join()] as const;
  const [ann, bob] = people;
  const uncached = withCache(0);
  const metrics = createMetrics();
  // one that keeps everything, and one that keeps little
  const start = [() => withCache(1_000_000, metrics), () => withCache(60_000)] as const;
  const processes = start.map((one) => one());
  const sent: { id: string; author: Viewer; revision: number }[] = [];
  const message = (n: number) => sent[n % sent.length]!;
  const done = (subgraph: Subgraph, viewer: Viewer) =>
    asking(subgraph, viewer)<Record<string, { message: { id: string } }>>;

  async function send(n: number, more: object = {}): Promise<void> {
    const author = people[n % 3]!;
    const input = { conversationId: room.conversation, clientMessageId: randomUUID(), text: `text ${n}`, ...more };
    const { data } = await done(processes[n % 2]!, author)(
      'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
      { input },
    );
    if (data) sent.push({ id: data.sendMessage!.message.id, author, revision: 1 });
  }
  const change = (n: number, field: string, more = '') =>
    done(processes[n % 2]!, message(n).author)(`mutation ($id: ID!) { ${field}(messageId: $id${more}) { id } }`, {
      id: message(n).id,
    });
  async function edit(n: number): Promise<void> {
    const input = { messageId: message(n).id, expectedRevision: message(n).revision, text: `edited ${n}` };
    const { data } = await done(processes[n % 2]!, message(n).author)(
      'mutation ($input: EditMessageInput!) { editMessage(input: $input) { id } }',
      { input },
    );
    if (data) message(n).revision++;
  }
  const read = (subgraph: Subgraph, viewer: Viewer) =>
    asking(subgraph, viewer)(READ, { id: room.conversation, root: sent[0]!.id });

  await send(0);
  for (let n = 1; n < 8; n++) await send(n, n % 3 ? {} : { replyToId: sent[0]!.id });
  const did: Record<string, (n: number) => Promise<unknown>> = {
    send,
    reply: (n) => send(n, { threadId: sent[0]!.id }),
    quote: (n) => send(n, { replyToId: message(n).id }),
    edit,
    delete: (n) => change(n || 1, 'deleteMessage'),
    react: (n) => change(n, n % 2 ? 'addReaction' : 'removeReaction', ', emoji: "👍"'),
    pin: (n) => change(n, n % 2 ? 'pinMessage' : 'unpinMessage'),
    kick: () => room.kick(bob),
    join: () => room.join('MEMBER', bob),
    open: (n) => setPublic(room.database, room.conversation, n % 2 === 0),
    'new epoch': () => startNewEpoch(room.database),
    restart: async (n) => (processes[n % 2] = start[n % 2]!()),
  };
  const step = fc.record({ what: fc.constantFrom('read', 'read', ...Object.keys(did)), n: fc.nat(11) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      for (const { what, n } of [...steps, { what: 'read', n: 0 }, { what: 'read', n: 1 }])
        if (what !== 'read') await did[what]!(n);
        else expect(await read(processes[n % 2]!, people[n % 3]!)).toEqual(await read(uncached, people[n % 3]!));
    }),
    { numRuns: 30 },
  );
  await read(processes[0]!, ann);
  const hits = async () => Number(/lookups_total\{.*"hit"\} (\d+)/.exec((await metrics.scrape()).text)![1]);
  const before = await hits();
  await read(processes[0]!, ann);
  expect((await hits()) - before).toBeGreaterThan(0);
});

it('reads pages, what they show of other messages, and the right to read them in one statement', async () => {
  const ann = await room.join();
  const input = { conversationId: room.conversation, clientMessageId: randomUUID(), text: 'text' };
  await asking(room.subgraph, ann)(
    'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { seq: duplicate } }',
    {
      input,
    },
  );
  const PAGES = `query ($id: ID!) { _entities(representations: [{ __typename: "Conversation", id: $id }]) { ... on Conversation {
    pinned { text } messages { edges { node { text reactions { emoji } replyTo { text } thread { text } } } } } } }`;
  const subgraph = withCache(1_000_000);
  for (let n = 0; n < 2; n++) {
    const before = room.database.statements;
    const { data } = await asking(subgraph, ann)<object>(PAGES, { id: room.conversation });
    expect(data).toMatchObject({ _entities: [{ messages: { edges: [{ node: { text: 'text' } }] } }] });
    expect(room.database.statements - before).toBe(1);
  }
});
