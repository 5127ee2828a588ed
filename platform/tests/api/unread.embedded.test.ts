import { randomUUID } from 'node:crypto';
import { createConversationsSubgraph } from '@parley/conversations/subgraph';
import { ENTITIES as CONVERSATIONS } from '@parley/conversations/store/entities';
import { createTyping } from '@parley/conversations/store/typing';
import type { Viewer } from '@parley/contracts/principal';
import { createCommits } from '@parley/log/commits';
import { createStream } from '@parley/log/streams';
import { createMessagesSubgraph } from '@parley/messages/subgraph';
import { ENTITIES as MESSAGES } from '@parley/messages/store/entities';
import { createSendLanes } from '@parley/messages/store/send-batch';
import { inProcessBus } from '@parley/ports/bus/in-process';
import { inProcessStore } from '@parley/ports/ephemeral/in-process';
import { freshDatabase } from '@parley/testing/database';
import { asking, aViewer } from '@parley/testing/viewers';
import fc from 'fast-check';

const CREATE = `mutation ($people: [ID!]!) {
  createConversation(input: { kind: CHANNEL, title: "Everything", public: true, memberIds: $people }) { id }
}`;
const SEND = `mutation ($input: SendMessageInput!) {
  sendMessage(input: $input) { message { id revision seq } }
}`;
const EDIT = `mutation ($input: EditMessageInput!) { editMessage(input: $input) { id revision seq } }`;
const DELETE = 'mutation ($id: ID!) { deleteMessage(messageId: $id) { id } }';
const MARK = 'mutation ($id: ID!, $seq: Seq!) { markRead(conversationId: $id, seq: $seq) { lastReadSeq } }';
const JOIN = 'mutation ($id: ID!) { joinConversation(conversationId: $id) { id } }';
const LEAVE = 'mutation ($id: ID!) { leaveConversation(conversationId: $id) }';
const STATE = 'query ($id: ID!) { conversation(id: $id) { seq readState { lastReadSeq unread mentions } } }';

/** By definition, one message after the other. */
const NAIVE = `select least(1000, count(*)) as unread, least(1000, count(*) filter (where $3 = any (mentions))) as mentions
  from messages.message where conversation = $1 and seq > $2 and author <> $3 and deleted_at is null`;

interface Sent {
  id: string;
  revision: number;
  author: number;
}

let room: Awaited<ReturnType<typeof aRoom>>;
beforeEach(async () => {
  room = await aRoom();
});
afterEach(() => room.close());

/** Three people, the first of them the owner of a channel, before both subgraphs on one database. */
async function aRoom() {
  const { database, close } = await freshDatabase({ entities: [...CONVERSATIONS, ...MESSAGES] });
  const commits = createCommits();
  const bus = inProcessBus();
  const lanes = createSendLanes(database, commits);
  const conversations = createConversationsSubgraph({
    database,
    commits,
    bus,
    typing: createTyping({ ephemeral: inProcessStore(), bus }),
  });
  const messages = createMessagesSubgraph({ database, commits, lanes });
  const owner = aViewer();
  const people = [owner, aViewer({ tenant: owner.tenant }), aViewer({ tenant: owner.tenant })];
  for (const { user, tenant } of people) await createStream(database, { stream: user, tenant });

  const inConversations = (viewer: Viewer) => asking(conversations, viewer);
  const inMessages = (viewer: Viewer) => asking(messages, viewer);
  let id: string;
  let sent: Sent[];

  const textNaming = (named: readonly number[]) => `Hi ${named.map((n) => `<@${people[n]!.user}>`).join(' ')}`;
  const headSeq = async () =>
    (await database.query<{ seq: number }>('select seq from log.stream_head where stream = $1', [id]))[0]!.seq;

  return {
    async open() {
      const created = await inConversations(owner)<{ createConversation: { id: string } }>(CREATE, {
        people: people.slice(1).map(({ user }) => user),
      });
      id = created.data!.createConversation.id;
      sent = [];
    },
    async send(by: number, named: readonly number[]) {
      const input = { conversationId: id, clientMessageId: randomUUID(), text: textNaming(named) };
      const { data } = await inMessages(people[by]!)<{ sendMessage: { message: Sent } }>(SEND, { input });
      if (data) sent.push({ ...data.sendMessage.message, author: by });
    },
    async edit(which: number, named: readonly number[]) {
      const message = sent[which % sent.length];
      if (!message) return;
      const input = { messageId: message.id, expectedRevision: message.revision, text: textNaming(named) };
      const { data } = await inMessages(people[message.author]!)<{ editMessage: Sent }>(EDIT, { input });
      message.revision = data?.editMessage?.revision ?? message.revision;
    },
    async delete(which: number) {
      const message = sent[which % sent.length];
      if (message) await inMessages(people[message.author]!)(DELETE, { id: message.id });
    },
    /** On a device of its own each time. */
    async mark(by: number, back: number) {
      const device = aViewer(people[by]);
      await inConversations(device)(MARK, { id, seq: Math.max(0, (await headSeq()) - back) });
    },
    join: (by: number) => inConversations(people[by]!)(JOIN, { id }),
    leave: (by: number) => inConversations(people[by]!)(LEAVE, { id }),
    /** What each member is told, and what it should be. */
    async counts() {
      const told = [];
      const counted = [];
      for (const viewer of people) {
        const { data } = await inConversations(viewer)<{ conversation: { readState: { lastReadSeq: number } | null } }>(
          STATE,
          { id },
        );
        const state = data!.conversation.readState;
        if (!state) continue;
        const [naive] = await database.query<object>(NAIVE, [id, state.lastReadSeq, viewer.user]);
        told.push({ ...state });
        counted.push({ lastReadSeq: state.lastReadSeq, ...naive });
      }
      return { told, counted };
    },
    get sent() {
      return sent;
    },
    async close() {
      await lanes.drain();
      await close();
    },
  };
}

const person = fc.nat(2);
const named = fc.uniqueArray(person, { maxLength: 3 });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('send' as const), by: person, named }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('edit' as const), which: fc.nat(20), named }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), which: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('mark' as const), by: person, back: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), by: person }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('join' as const), by: person }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function take(move: Step): Promise<void> {
  if (move.kind === 'send') await room.send(move.by, move.named);
  else if (move.kind === 'edit') await room.edit(move.which, move.named);
  else if (move.kind === 'delete') await room.delete(move.which);
  else if (move.kind === 'mark') await room.mark(move.by, move.back);
  else await room[move.kind](move.by);
}

test('unread and mentions equal a naive count after any history, also of what happens at once', async () => {
  const atOnce = fc.array(step, { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.array(atOnce, { minLength: 5, maxLength: 15 }), async (history) => {
      await room.open();
      for (const moves of history) {
        await Promise.all(moves.map(take));
        const { told, counted } = await room.counts();
        expect(told).toEqual(counted);
      }
    }),
    { numRuns: 20 },
  );
});

test('at most 1,000 are told, and they stay right when some of more are deleted', async () => {
  await room.open();
  for (let hundred = 0; hundred < 11; hundred++)
    await Promise.all(Array.from({ length: 100 }, () => room.send(1, [0])));
  await room.mark(0, 1_010);
  expect(room.sent).toHaveLength(1_100);
  const before = await room.counts();
  expect(before.told).toEqual(before.counted);
  expect(before.told[0]).toMatchObject({ unread: 1_000, mentions: 1_000 });

  for (let n = 0; n < 20; n++) await room.delete(room.sent.length - 1 - n);
  const after = await room.counts();
  expect(after.told).toEqual(after.counted);
  expect(after.told[0]).toMatchObject({ unread: 990, mentions: 990 });
});
