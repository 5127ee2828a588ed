import { randomUUID } from 'node:crypto';
import type { Viewer } from '@parley/contracts/principal';
import fc from 'fast-check';
import { operationsOf } from '../testing/operations';
import { createWorld, type World } from '../testing/world';

const STATE = 'readState { lastReadSeq unread conversation { id } }';
const READ_STATE = `query ($id: ID!) { conversation(id: $id) { ${STATE} } }`;
const MARK = 'mutation ($id: ID!, $seq: Seq!) { markRead(conversationId: $id, seq: $seq) { lastReadSeq unread } }';
const RECEIPTS = '{ conversations { edges { node { members { edges { node { lastReadSeq user { id } } } } } } } }';

let world: World;
let on: ReturnType<typeof operationsOf>;
let ann: Viewer, bob: Viewer, cyd: Viewer;

beforeEach(async () => {
  world = await createWorld();
  on = operationsOf(world.execute);
  [ann, bob, cyd] = (await world.people(3)) as [Viewer, Viewer, Viewer];
});
afterEach(() => world.close());

/** What the messages subgraph does with a message, `count` times over. Gives the position of the last one. */
async function send({ user: author, tenant }: Viewer, conversation: string, count = 1): Promise<number> {
  const items = Array.from({ length: count }, (_, n) => ({
    ...{ n, conversation, tenant, author, id: randomUUID(), client_message_id: randomUUID() },
    ...{ fingerprint: '', text: 'Hi', mentions: [], attachments: [] },
  }));
  const sent = await world.database.query<{ seq: number | null }>('select seq from messages.send($1::json)', [
    JSON.stringify(items),
  ]);
  return sent.at(-1)!.seq!;
}

const mark = async (viewer: Viewer, id: string, seq: number) => {
  const { data, code } = await world.execute(viewer, MARK, { id, seq });
  return code ?? data.markRead;
};
const stateOf = async (viewer: Viewer, id: string) =>
  (await world.execute(viewer, READ_STATE, { id })).data.conversation.readState;

test('counts messages of others after the position, and nothing else', async () => {
  const id = await on.group(ann, bob, cyd);
  const read = await send(bob, id);
  await send(ann, id);
  await on.update(ann, id, { title: 'New' });
  await send(cyd, id, 2);
  expect(await stateOf(ann, id)).toMatchObject({ lastReadSeq: 0, unread: 3, conversation: { id } });
  expect(await stateOf(bob, id)).toMatchObject({ unread: 3 });
  expect(await mark(ann, id, read)).toEqual({ lastReadSeq: read, unread: 2 });
  await send(bob, id);
  await send(ann, id);
  expect(await stateOf(ann, id)).toMatchObject({ lastReadSeq: read, unread: 3 });
});

test('a position only moves forward, and never beyond the head', async () => {
  const id = await on.group(ann, bob);
  const head = await send(bob, id, 5);
  expect(await mark(ann, id, Number.MAX_SAFE_INTEGER)).toEqual({ lastReadSeq: head, unread: 0 });
  expect(await mark(ann, id, 1)).toEqual({ lastReadSeq: head, unread: 0 });
  const answers = await Promise.all([1, head + 1, head, 2].map((seq) => mark(bob, id, seq)));
  expect(answers.map(({ lastReadSeq }) => lastReadSeq)).toContain(head);
  expect(await stateOf(bob, id)).toMatchObject({ lastReadSeq: head, unread: 0 });
  expect((await world.execute(ann, MARK, { id, seq: 2 ** 53 })).code).toBeDefined();
});

test('who comes in has nothing to catch up with; coming back is coming in', async () => {
  const id = await on.channel(ann);
  const head = await send(ann, id, 3);
  await on.join(bob, id);
  expect(await stateOf(bob, id)).toMatchObject({ lastReadSeq: head, unread: 0 });
  await send(ann, id);
  expect(await stateOf(bob, id)).toMatchObject({ unread: 1 });
  await on.leave(bob, id);
  await send(ann, id, 4);
  await on.join(bob, id);
  expect(await stateOf(bob, id)).toMatchObject({ unread: 0 });
});

test('who only looks at a public channel has no read state, and marks nothing before joining', async () => {
  const id = await on.channel(ann);
  expect(await stateOf(bob, id)).toBeNull();
  expect(await mark(bob, id, 1)).toBe('FORBIDDEN');
});

test('at most 1,000 are counted', async () => {
  const id = await on.group(ann, bob);
  await send(bob, id, 1_100);
  expect(await stateOf(ann, id)).toMatchObject({ unread: 1_000 });
  expect(await mark(ann, id, 3)).toMatchObject({ unread: 1_000 });
  await send(bob, id);
  expect(await stateOf(ann, id)).toMatchObject({ unread: 1_000 });
  expect(await mark(ann, id, 1_099)).toMatchObject({ unread: 4 });
});

test('the list can be of the unread alone; others see how far each has read', async () => {
  const [quiet, busy] = [await on.group(ann, bob), await on.group(ann, bob)];
  const seq = await send(bob, busy);
  const unread = '{ conversations(filter: { unreadOnly: true }) { edges { node { id } } } }';
  const ids = async () =>
    (await world.execute(ann, unread)).data.conversations.edges.map(({ node }: { node: { id: string } }) => node.id);
  expect(await ids()).toEqual([busy]);
  await mark(ann, busy, seq);
  expect(await ids()).toEqual([]);

  const [first] = (await world.execute(bob, RECEIPTS)).data.conversations.edges;
  const receipts = first.node.members.edges.map(({ node }: { node: { lastReadSeq: number; user: { id: string } } }) => [
    node.user.id,
    node.lastReadSeq,
  ]);
  expect(Object.fromEntries(receipts)).toEqual({ [ann.user]: seq, [bob.user]: 0 });
  expect(quiet).not.toBe(busy);
});

test('equals a count over the log after any history', async () => {
  const step = fc.record({
    kind: fc.constantFrom('send', 'mark', 'leave', 'join', 'update'),
    by: fc.nat(2),
    back: fc.nat(6),
    count: fc.integer({ min: 1, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const id = await on.channel(ann);
      for (const { kind, by, back, count } of steps) {
        const viewer = [ann, bob, cyd][by]!;
        const [head] = await world.database.query<{ seq: number }>(
          'select seq from log.stream_head where stream = $1',
          [id],
        );
        if (kind === 'send') await send(viewer, id, count);
        else if (kind === 'mark') await mark(viewer, id, Math.max(0, head!.seq - back));
        else if (kind === 'update') await on.update(ann, id, { title: `Title ${back}` });
        else await on[kind](viewer, id);
      }
      for (const viewer of [ann, bob, cyd]) {
        const state = await stateOf(viewer, id);
        if (!state) continue;
        const [counted] = await world.database.query<{ unread: number }>(
          `select count(*) as unread from log.entry
           where stream = $1 and seq > $2 and type = 'MessageCreated' and actor <> $3`,
          [id, state.lastReadSeq, viewer.user],
        );
        expect(state.unread).toBe(counted!.unread);
      }
    }),
    { numRuns: 15 },
  );
});
