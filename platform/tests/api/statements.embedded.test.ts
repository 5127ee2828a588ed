import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import { post, type TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { uploadFile } from '@parley/testing/uploading';
import { parse, print, separateOperations } from 'graphql';
import { metric } from '../../testing/metric';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

/** The client's own operations by name. */
function clientOperations(): Record<string, string> {
  const folder = join(dirname(require.resolve('@parley/client/package.json')), 'operations');
  const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const documents = Object.entries(separateOperations(parse(files.join('\n'))));
  return Object.fromEntries(documents.map(([name, document]) => [name, print(document)]));
}

describe('SQL statements', () => {
  let platform: RunningPlatform;
  let people: TestClient[];

  beforeAll(async () => {
    platform = await runningPlatform();
    people = await Promise.all(Array.from({ length: 20 }, (_, n) => platform.person(`Person ${n}`)));
  });
  afterAll(() => platform.close());

  /** Whether relay and indexer have nothing to do. */
  const isQuiet = async () =>
    (await platform.database.query('select from log.outbox limit 1')).length === 0 &&
    (await metric(platform.url, 'parley_stream_lag_entries{group="search"}')) === 0;

  interface Counting {
    token?: string;
    /** It is asked until one answer takes no more than that, or so often that none will. */
    wanted?: number;
  }

  /** Statements that one answer takes, the least of several: the relay and the indexer make some of their own. */
  async function statements(
    source: string,
    variables: Record<string, unknown>,
    { token = people[0]!.token, wanted }: Counting = {},
  ): Promise<number> {
    let least = Infinity;
    await until(isQuiet, { everyMs: 50 });
    for (let n = 0; wanted === undefined ? n < 10 : n < 50 && least > wanted; n++) {
      const before = platform.database.statements;
      await value(post<Record<string, unknown>>(platform.url, { query: source, variables, token }));
      least = Math.min(least, platform.database.statements - before);
    }
    return least;
  }

  it('do not grow with the messages, authors and attachments of a conversation that is opened', async () => {
    const conversationId = await createConversation(people[0]!, { members: people.slice(1, 5) });
    for (let n = 0; n < 50; n++) {
      const author = people[n % 5]!;
      const attachmentIds = [await uploadFile(author, `file ${n}`)];
      await sendMessage(author, conversationId, { text: `line ${n}`, attachmentIds });
    }
    const open = `query ($id: ID!, $first: Int!) { conversation(id: $id) { title seq memberCount
      messages(first: $first) { asOf edges { node {
        text author { displayName avatar { url } } attachments { fileName url } reactions { emoji count viewerReacted users { displayName } }
        mentions { displayName } replyTo { text } thread { text } history { text } conversation { seq }
      } } } } }`;
    const few = await statements(open, { id: conversationId, first: 2 });
    expect(await statements(open, { id: conversationId, first: 50 }, { wanted: few })).toBeLessThanOrEqual(few);
    expect(few).toBeLessThanOrEqual(12);
  });

  it('do not grow with the list of conversations', async () => {
    for (let n = 0; n < 20; n++) {
      const id = await createConversation(people[0]!, { title: `Room ${n}`, members: people.slice(1, 2 + (n % 4)) });
      await sendMessage(people[0]!, id, `line ${n}`);
    }
    const list = `query ($first: Int!) { conversations(first: $first) { edges { node {
      title seq memberCount readState { unread lastReadSeq } members(first: 3) { edges { node { role user { displayName } } } }
      lastMessage { text author { displayName } } pinned { text } messages(first: 2) { edges { node { text } } }
    } } } }`;
    const few = await statements(list, { first: 2 });
    expect(await statements(list, { first: 20 }, { wanted: few })).toBeLessThanOrEqual(few);
    expect(few).toBeLessThanOrEqual(12);
  });

  describe('of an operation of the client', () => {
    let id: string;
    beforeAll(async () => {
      const [ann, bob] = people as [TestClient, TestClient];
      id = await createConversation(ann, { members: people.slice(1, 5) });
      const { id: root } = await sendMessage(ann, id, { text: 'a lighthouse' });
      await sendMessage(bob, id, { text: 'a reply', replyToId: root });
      await sendMessage(bob, id, {
        text: 'in its thread',
        threadId: root,
        attachmentIds: [await uploadFile(bob, 'file')],
      });
      await value(ann.request(`mutation { addReaction(messageId: "${root}", emoji: "👍") { id } }`));
      await value(ann.request(`mutation { pinMessage(messageId: "${root}") { id } }`));
    });

    /** One of conversations, one of messages, one of their authors, and one of attachments. */
    it.each([
      ['ConversationWithMessages', 4, () => ({ id })],
      ['ConversationWithMessages', 4, () => ({ id, around: 2 })],
      ['Conversations', 4, () => ({})],
      // also the head, entries, reactions, what messages reply to, and who is named in entries
      ['ConversationChanges', 10, () => ({ conversationId: id, after: 0 })],
      ['Me', 3, () => ({})],
    ])('%s takes at most %i', async (name, most, variables) => {
      const operation = clientOperations()[name]!;
      expect(await statements(operation, variables(), { wanted: most })).toBeLessThanOrEqual(most);
    });
  });

  describe('of a list', () => {
    const MESSAGE =
      'text author { displayName avatar { url } } conversation { title } reactions { count users { displayName } }';
    const CONVERSATION =
      'title memberCount lastMessage { text author { displayName } } readState { unread } members(first: 2) { edges { node { user { displayName } } } }';
    let few: Lists;
    let many: Lists;

    interface Lists {
      conversationId: string;
      root: string;
      token: string;
    }

    /** A conversation with `count` of everything; a message has at most ten attachments. */
    async function lists(count: number): Promise<Lists> {
      const [ann] = people as [TestClient];
      const members = people.slice(0, count);
      const conversationId = await createConversation(ann, { members });
      const change = (client: TestClient, field: string, more: string) =>
        value(client.request(`mutation { ${field}(${more}) { id } }`));
      const attachmentIds = [];
      for (let n = 0; n < Math.min(count, 10); n++) attachmentIds.push(await uploadFile(ann, `file ${n}`));
      const text = members.map(({ userId }) => `<@${userId}>`).join(' ');
      const { id: root } = await sendMessage(ann, conversationId, { text, attachmentIds });
      for (const [n, member] of members.entries()) {
        const { id } = await sendMessage(member, conversationId, { text: `common ${n}`, threadId: root });
        await change(member, 'addReaction', `messageId: "${root}", emoji: "👍"`);
        await change(member, 'pinMessage', `messageId: "${id}"`);
        await change(
          ann,
          'editMessage',
          `input: { messageId: "${root}", expectedRevision: ${n + 1}, text: "${text} ${n}" }`,
        );
      }
      return { conversationId, root, token: await withDevices(count) };
    }

    /** Somebody who has signed in on so many devices. */
    async function withDevices(count: number): Promise<string> {
      const [email, password] = [`${randomUUID()}@example.org`, randomUUID()];
      const input = { tenant: 'demo', email, password, device: { fingerprint: 'first' } };
      const query = 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken } }';
      const { accessToken } = await value(
        post<Record<string, { accessToken: string }>>(platform.url, {
          query,
          variables: { input: { ...input, displayName: 'Devices' } },
        }),
      );
      for (let n = 1; n < count; n++) {
        const again = { ...input, device: { fingerprint: `device ${n}` } };
        const source = 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }';
        await value(post<Record<string, unknown>>(platform.url, { query: source, variables: { input: again } }));
      }
      return accessToken;
    }

    beforeAll(async () => {
      few = await lists(2);
      many = await lists(20);
      await until(async () => {
        const found = await value<{ totalCount: number }>(
          people[0]!.request('{ searchMessages(query: "common") { totalCount } }'),
        );
        return found.totalCount === 22;
      });
    });

    const inConversation = (field: string) => `query ($id: ID!, $first: Int!) { conversation(id: $id) { ${field} } }`;
    const inMessage = (field: string) => `query ($root: ID!) { message(id: $root) { ${field} } }`;
    const CASES: Record<string, string> = {
      users:
        'query ($first: Int!) { users(first: $first) { edges { node { displayName avatar { url } presence { status } } } } }',
      conversations: `query ($first: Int!) { conversations(first: $first) { edges { node { ${CONVERSATION} } } } }`,
      members: inConversation(
        'members(first: $first) { edges { node { role lastReadSeq user { displayName presence { status } } } } }',
      ),
      messages: inConversation(`messages(first: $first) { edges { node { ${MESSAGE} thread { text } } } }`),
      pinned: inConversation(`id pinned { ${MESSAGE} }`).replace(', $first: Int!', ''),
      replies: `query ($root: ID!, $first: Int!) { message(id: $root) { replies(first: $first) { edges { node { ${MESSAGE} replies(first: 1) { asOf } } } } } }`,
      history: inMessage('history { text }'),
      reactions: inMessage('reactions { count users(first: 100) { displayName avatar { url } } }'),
      mentions: inMessage('mentions { displayName presence { status } }'),
      attachments: inMessage('attachments { fileName url thumbnails { url } }'),
      searchMessages: `query ($first: Int!) { searchMessages(query: "common", first: $first) { edges { node { score message { ${MESSAGE} } } } } }`,
      devices: '{ me { devices { name lastSeenAt } } }',
      conversationChanges: `query ($id: ID!) { conversationChanges(conversationId: $id, after: 0, first: 100) { events { seq actor { displayName }
        ... on MessageCreated { message { ${MESSAGE} } } ... on MessageEdited { message { ${MESSAGE} } }
        ... on ReactionChanged { message { ${MESSAGE} } } ... on PinChanged { message { ${MESSAGE} } }
        ... on MemberJoined { member { role user { displayName } } } } } }`,
    };

    it.each(Object.entries(CASES))('do not grow with the length of %s', async (name, source) => {
      const count = (of: Lists, first: number, wanted?: number) =>
        statements(
          source,
          { id: of.conversationId, root: of.root, first },
          { token: name === 'devices' ? of.token : undefined, wanted },
        );
      const least = await count(few, 2);
      expect(await count(many, 20, least)).toBeLessThanOrEqual(least);
    });
  });
});
