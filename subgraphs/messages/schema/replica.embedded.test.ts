import { randomUUID } from 'node:crypto';
import type { Viewer } from '@parley/contracts/principal';
import { createLogReads, type LogReads } from '@parley/log/log-reads';
import type { Database } from '@parley/database/database';
import type { Prepared, ScopedSql, Sql } from '@parley/database/sql';
import type { Subgraph } from '@parley/runtime/graphql/subgraph';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { asking } from '@parley/testing/viewers';
import fc from 'fast-check';
import { createMessagesSubgraph } from '../subgraph';
import { aRoom, type Room } from '../testing/room';

const FIELDS = `seq revision updatedSeq text replyCount pinned editedAt deletedAt mentions { id } attachments { id }
  reactions { emoji count users { id } viewerReacted } replyTo { id text } thread { id text } history { revision text }`;
const PAGES = `query ($id: ID!, $middle: Seq!) {
  _entities(representations: [{ __typename: "Conversation", id: $id }]) { ... on Conversation {
    seq epoch
    newest: messages(first: 30) { ...page }
    oldest: messages(first: 4, after: 0) { ...page }
    middle: messages(first: 8, around: $middle) { ...page }
    lastMessage { text }
    pinned { text }
  } }
}
fragment page on MessageConnection {
  asOf epoch pageInfo { hasNextPage hasPreviousPage } edges { node { ${FIELDS} replies(first: 3) { asOf edges { node { text } } } } }
}`;
const CHANGES = `query ($id: ID!) { conversationChanges(conversationId: $id, after: 0) { seq epoch hasMore resync events {
  __typename seq ... on MessageCreated { message { ${FIELDS} } } ... on MessageEdited { message { ${FIELDS} } }
  ... on ReactionChanged { message { seq } } ... on PinChanged { message { pinned } } ... on MemberLeft { user { id } } } } }`;

/** What a replica shows that stopped to follow at some moment: one snapshot of the same database, until it is taken anew. */
class Snapshot implements ScopedSql {
  private sql!: Sql;
  private end: () => Promise<void> = async () => undefined;
  queries = 0;

  constructor(private readonly database: Database) {}

  async takeAnew(): Promise<void> {
    await this.close();
    await new Promise<void>((taken, failed) => {
      const ended = this.database.transaction(async (tx) => {
        await tx.query('set transaction isolation level repeatable read read only');
        await tx.query('select 1');
        this.sql = tx;
        await new Promise<void>((release) => {
          this.end = async () => {
            release();
            await ended;
          };
          taken();
        });
      });
      ended.catch(failed);
    });
  }

  query<Row>(statement: string | Prepared, values?: readonly unknown[]): Promise<Row[]> {
    this.queries++;
    return this.sql.query(statement, values);
  }

  /** Its transaction has a scope already. */
  of = (): Sql => this;

  close = (): Promise<void> => this.end();
}

/** One conversation, in a subgraph that reads from a replica, and in one that does not. */
class Scene {
  readonly messages: { id: string; author: Viewer; revision: number }[] = [];
  readonly metrics = createMetrics();
  readonly withReplica: Subgraph;
  private time = 0;

  constructor(
    readonly room: Room,
    readonly people: readonly [ann: Viewer, bob: Viewer],
    replica: ScopedSql,
  ) {
    this.withReplica = createMessagesSubgraph({ ...room, logReads: this.readsOf(replica) });
  }

  /** It is tried at each read, whatever it was like before. */
  private readsOf(replica: ScopedSql): LogReads {
    const now = () => (this.time += 60_000);
    return createLogReads({ primary: this.room.database, replica, metrics: this.metrics, now });
  }

  async send(author: Viewer, more: object = {}): Promise<void> {
    const input = { conversationId: this.room.conversation, clientMessageId: randomUUID(), text: 'first', ...more };
    const { data } = await asking(this.withReplica, author)<{ sendMessage: { message: { id: string } } }>(
      'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
      { input },
    );
    if (data) this.messages.push({ id: data.sendMessage.message.id, author, revision: 1 });
  }

  async change(n: number, field: string, argument: string): Promise<void> {
    const message = this.messages[n % this.messages.length]!;
    await asking(this.withReplica, message.author)(
      `mutation ($id: ID!) { ${field}(messageId: $id${argument}) { id } }`,
      { id: message.id },
    );
  }

  async edit(n: number): Promise<void> {
    const message = this.messages[n % this.messages.length]!;
    const input = { messageId: message.id, expectedRevision: message.revision, text: `edited ${message.revision}` };
    const { data } = await asking(this.withReplica, message.author)(
      'mutation ($input: EditMessageInput!) { editMessage(input: $input) { id } }',
      { input },
    );
    if (data) message.revision++;
  }

  /** All that a person may read, of one of the subgraphs. */
  async readBy(person: Viewer, subgraph: Subgraph): Promise<unknown> {
    const execute = asking(subgraph, person);
    const id = this.room.conversation;
    return [await execute(PAGES, { id, middle: 12 }), await execute(CHANGES, { id })];
  }

  async outcomes(): Promise<string[]> {
    const { text } = await this.metrics.scrape();
    return Array.from(
      text.matchAll(/^parley_replica_reads_total\{outcome="(\w+)"\}/gm),
      ([, outcome]) => outcome!,
    ).sort();
  }
}

let room: Room;
let snapshot: Snapshot;
beforeEach(async () => {
  room = await aRoom();
  snapshot = new Snapshot(room.database);
});
afterEach(async () => {
  await snapshot.close();
  await room.close();
});

async function aScene(replica: ScopedSql = snapshot): Promise<Scene> {
  const people = [await room.join('OWNER'), await room.join()] as const;
  await snapshot.takeAnew();
  const scene = new Scene(room, people, replica);
  for (let n = 0; n < 12; n++) await scene.send(people[n % 2]!);
  return scene;
}

it('shows what the primary shows, where the replica has none of the messages, and whatever happened since it had them', async () => {
  const scene = await aScene();
  const [ann, bob] = scene.people;
  expect(await scene.readBy(ann, scene.withReplica)).toEqual(await scene.readBy(ann, room.subgraph));
  await snapshot.takeAnew();
  const message = () => scene.messages.length - 1;
  const did: Record<string, (n: number) => Promise<unknown>> = {
    send: (n) => scene.send(scene.people[n % 2]!),
    reply: (n) => scene.send(ann, { threadId: scene.messages[n % 3]!.id }),
    edit: (n) => scene.edit(n),
    delete: (n) => scene.change(n % 2 ? n : message(), 'deleteMessage', ''),
    react: (n) => scene.change(n, n % 2 ? 'addReaction' : 'removeReaction', ', emoji: "👍"'),
    pin: (n) => scene.change(n, n % 2 ? 'pinMessage' : 'unpinMessage', ''),
    kick: () => room.kick(bob),
    join: () => room.join('MEMBER', bob),
    'follow again': () => snapshot.takeAnew(),
  };
  const step = fc.record({ what: fc.constantFrom(...Object.keys(did)), n: fc.nat(11) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      for (const { what, n } of steps) await did[what]!(n);
      for (const person of scene.people)
        expect(await scene.readBy(person, scene.withReplica)).toEqual(await scene.readBy(person, room.subgraph));
    }),
    { numRuns: 25 },
  );
  await snapshot.takeAnew();
  const before = snapshot.queries;
  await scene.readBy(ann, scene.withReplica);
  // pages, threads, entries, and messages of entries
  expect(snapshot.queries - before).toBe(4);
  expect(await scene.outcomes()).toEqual(['behind', 'done']);
});

it('shows every reply that a message counts, where it is read from the primary and its thread from a replica', async () => {
  let asked = 0;
  const replica: ScopedSql = {
    of: () => replica,
    async query(statement, values) {
      if (++asked > 1) return snapshot.query(statement, values);
      await scene.send(scene.people[0], { text: 'meanwhile', threadId: scene.messages[0]!.id });
      throw new Error('terminating connection due to administrator command');
    },
  };
  const scene: Scene = await aScene(replica);
  interface Page<Node> {
    asOf: number;
    edges: { node: Node }[];
  }
  interface Root {
    replyCount: number;
    replies: Page<{ text: string }>;
  }
  await snapshot.takeAnew();
  const { data } = await asking(scene.withReplica, scene.people[1])<{ _entities: [{ messages: Page<Root> }] }>(
    `query ($id: ID!) { _entities(representations: [{ __typename: "Conversation", id: $id }]) {
      ... on Conversation { messages(after: 0, first: 1) { asOf edges { node { replyCount replies { asOf edges { node { text } } } } } } } } }`,
    { id: room.conversation },
  );
  const [{ messages }] = data!._entities;
  expect(asked).toBe(2);
  const replies = { asOf: 15, edges: [{ node: { text: 'meanwhile' } }] };
  expect(messages).toEqual({ asOf: 15, edges: [{ node: { replyCount: 1, replies } }] });
});
