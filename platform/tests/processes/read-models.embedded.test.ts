import { randomUUID } from 'node:crypto';
import { postgresSearchIndex } from '@parley/ports/search/postgres';
import type { Database } from '@parley/database/database';
import type { ReadModel } from '@parley/database/read-model';
import { searchModel } from '@parley/search/workers/search-model';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { modelsOf, readModels } from '../../read-models';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const SEARCH = `query ($query: String!) { searchMessages(query: $query, first: 100) { edges { node { message { id } } } } }`;
const READ = 'mutation ($id: ID!, $seq: Seq!) { markRead(conversationId: $id, seq: $seq) { lastReadSeq } }';

const DELETE = 'mutation ($id: ID!) { deleteMessage(messageId: $id) { id } }';

describe('40: what is derived', () => {
  let platform: RunningPlatform;
  let database: Database;
  let models: readonly ReadModel[];
  let ann: TestClient;
  let bob: TestClient;
  let id: string;
  /** A root with two replies, one of them deleted; a mention; and others. */
  let root: string;

  beforeAll(async () => {
    platform = await runningPlatform();
    ({ database } = platform);
    const index = postgresSearchIndex({ database });
    models = [
      ...modelsOf(readModels({ database, index }), ['message-counts', 'replies', 'log', 'members', 'unread']),
      searchModel({ database, index, settleMs: 500 }),
    ];
    [ann, bob] = await platform.people('Ann', 'Bob');
  });
  afterAll(() => platform.close());
  beforeEach(async () => {
    id = await createConversation(ann, { members: [bob] });
    root = (await sendMessage(ann, id, 'badger root')).id;
    const replies = [];
    for (const text of ['one', 'two']) replies.push(await sendMessage(bob, id, { text, threadId: root }));
    await value(ann.request(DELETE, { id: replies[1]!.id }));
    await sendMessage(ann, id, `badger for <@${bob.userId}>`);
    await value(bob.request(READ, { id, seq: 2 }));
    await value(bob.request(`mutation { addReaction(messageId: "${root}", emoji: "👍") { id } }`));
    await value(ann.request(`mutation { pinMessage(messageId: "${root}") { id } }`));
    await sendMessage(ann, id, 'badger after');
  });
  const model = (name: string) => models.find((one) => one.name === name)!;
  async function verify(name: string): Promise<string[]> {
    const lines: string[] = [];
    for await (const line of model(name).verify()) lines.push(line);
    return lines;
  }
  /** Nothing is told of any; an indexer may be behind for longer than is usual. */
  const clean = async () => {
    for (const { name } of models)
      if (name === 'search') await until(async () => (await verify(name)).length === 0, { what: 'A clean index' });
      else expect([name, await verify(name)]).toEqual([name, []]);
  };
  /** Runs `work` while messages are sent, read and looked for; none of that fails. */
  async function meanwhile(work: () => Promise<void>): Promise<void> {
    let working = true;
    const acting = async () => {
      for (let n = 0; working; n++) {
        const { seq } = await sendMessage(bob, id, { text: `badger ${n} <@${ann.userId}>`, threadId: root });
        if (n % 3 === 0) await value(ann.request(READ, { id, seq }));
        await value(ann.request(SEARCH, { query: 'badger' }));
      }
    };
    const done = async () => {
      try {
        await work();
      } finally {
        working = false;
      }
    };
    await Promise.all([acting(), done()]);
  }

  it('is as the state, also while messages are sent and read', async () => {
    await meanwhile(async () => {
      for (let time = 0; time < 3; time++) await clean();
    });
    await clean();
  });

  it.each([
    [
      'members',
      `update conversations.conversation set member_count = 7 where id = $1`,
      ['member_count is 7, should be 2'],
    ],
    [
      'replies',
      `update messages.message set reply_count = 9 where reply_count = 1 and conversation = $1`,
      [/^reply_count of [\w-]{36} is 9, should be 1$/],
    ],
    [
      'unread',
      `update conversations.read_state set unread = unread + 3, mentions = mentions + 1 where conversation = $1 and seq = 2`,
      [/^mentions of [\w-]{36} is \d, should be \d$/, /^unread of [\w-]{36} is \d, should be \d$/],
    ],
    [
      'message-counts',
      `with own as (update log.stream_member set sent = 40 where stream = $1 and role = 'OWNER')
       update log.stream_head set messages = 50 where stream = $1`,
      ['messages is 50, should be 5', /^sent by [\w-]{36} is 40, should be 3$/],
    ],
  ] as const)('%s that is wrong is told, and made again while messages are sent', async (name, corrupt, told) => {
    await clean();
    await database.query(corrupt, [id]);
    const lines = await verify(name);
    expect(lines).toEqual(
      told.map((line) =>
        typeof line === 'string'
          ? `${id}: ${line}`
          : (expect.stringMatching(new RegExp(`^${id}: ${line.source.slice(1)}`)) as string),
      ),
    );
    if (name === 'message-counts') {
      await model(name).rebuild!();
      await model('unread').rebuild!();
    } else await meanwhile(() => model(name).rebuild!());
    await clean();
  });

  it('search: tells of each message that is missing, old, other or too much, and is made again without a gap', async () => {
    await clean();
    const rows = await database.query<{ id: string }>(
      `select id from messages.message where conversation = $1 and text like 'badger%' order by seq`,
      [id],
    );
    const [missing, other, newer] = rows.map((row) => row.id);
    const stranger = randomUUID();
    await database.query('delete from search.message where id = $1', [missing]);
    await database.query(`update search.message set terms = 'weasel:1' where id = $1`, [other]);
    await database.query(`update search.message set version = 900, text = 'stoat' where id = $1`, [newer]);
    await database.query(
      `insert into search.message select tenant, conversation, $2, version, author, 'ghost', 'ghost:1', mentions, has_attachment, created_at
       from search.message where id = $1`,
      [other, stranger],
    );
    expect((await verify('search')).sort()).toEqual(
      [
        [missing, 'missing'],
        [other, 'different'],
        [newer, 'newer than the state'],
        [stranger, 'of no message'],
      ]
        .map(([message, fault]) => `${id}: message ${message} in the index is ${fault}`)
        .sort(),
    );
    await meanwhile(() => model('search').rebuild!());
    await clean();
    const found = await value(
      ann.request<Record<string, { edges: { node: { message: { id: string } } }[] }>>(SEARCH, { query: 'badger' }),
    );
    const ids = found.edges.map(({ node }) => node.message.id);
    expect(ids).toEqual(expect.arrayContaining([missing, other, newer]));
  });

  it('search: an index that is lost is made again', async () => {
    await until(async () => (await verify('search')).length === 0);
    await database.query('delete from search.message');
    expect((await verify('search')).length).toBeGreaterThanOrEqual(5);
    await meanwhile(() => model('search').rebuild!());
    await clean();
  });

  it('log: holes, and messages that are not in it, are told, and nothing makes them again', async () => {
    const [gone] = await database.query<{ messageId: string }>(
      `delete from log.entry where stream = $1 and seq = 6 returning payload ->> 'messageId' as "messageId"`,
      [id],
    );
    expect(await verify('log')).toEqual([expect.stringMatching(`^${id}: entries from 1 to `)]);
    expect(gone).toBeDefined();
    expect(model('log').rebuild).toBeUndefined();
    await database.query('delete from log.entry where stream = $1', [id]);
    expect((await verify('log')).filter((line) => line.includes(' of message '))).toHaveLength(5);
  });

  it('a name that is none is refused, with those that there are', () => {
    expect(() => modelsOf(models, ['serach'])).toThrow(/serach.*search/);
  });
});
