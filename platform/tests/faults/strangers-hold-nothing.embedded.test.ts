import { randomUUID } from 'node:crypto';
import type * as QueryInScope from '@parley/database/query-in-scope';
import { createConversation, removeMember, sendMessage } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { codesOf } from '@parley/testing/viewers';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

/** Statements for tenants; workers have others. */
const mockStatements: string[] = [];

jest.mock('@parley/database/query-in-scope', () => {
  const actual = jest.requireActual<typeof QueryInScope>('@parley/database/query-in-scope');
  const queryInScope: typeof actual.queryInScope = (client, scope, query) => {
    if (scope.role !== 'none') mockStatements.push(query.text);
    return actual.queryInScope(client, scope, query);
  };
  return { ...actual, queryInScope };
});

async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  mockStatements.length = 0;
  await work();
  return [...mockStatements];
}

let platform: RunningPlatform;
let owner: TestClient;
let stranger: TestClient;
let former: TestClient;
let conversation: string;
let message: string;

beforeAll(async () => {
  platform = await runningPlatform();
  [owner, stranger, former] = await platform.people('Owner', 'Stranger', 'Former');
  conversation = await createConversation(owner, { members: [former] });
  ({ id: message } = await sendMessage(owner, conversation, 'a message'));
  await removeMember(owner, conversation, former);
});
afterAll(() => platform.close());

/** Every change that names a conversation or a message. */
const CHANGES: readonly (readonly [string, string])[] = [
  ['send', 'sendMessage(input: { conversationId: $c, clientMessageId: $u, text: "x" }) { duplicate }'],
  ['reply', 'sendMessage(input: { conversationId: $c, clientMessageId: $u, text: "x", replyToId: $m }) { duplicate }'],
  ['edit', 'editMessage(input: { messageId: $m, expectedRevision: 1, text: "x" }) { id }'],
  ['delete', 'deleteMessage(messageId: $m) { id }'],
  ['react', 'addReaction(messageId: $m, emoji: "👍") { id }'],
  ['take back a reaction', 'removeReaction(messageId: $m, emoji: "👍") { id }'],
  ['pin', 'pinMessage(messageId: $m) { id }'],
  ['unpin', 'unpinMessage(messageId: $m) { id }'],
  ['join', 'joinConversation(conversationId: $c) { id }'],
  ['leave', 'leaveConversation(conversationId: $c)'],
  ['rename', 'updateConversation(input: { id: $c, title: "Mine" }) { id }'],
  ['add', 'addMembers(conversationId: $c, userIds: [$u]) { id }'],
  ['remove', 'removeMember(conversationId: $c, userId: $u) { id }'],
  ['promote', 'setMemberRole(conversationId: $c, userId: $u, role: OWNER) { id }'],
  ['mark as read', 'markRead(conversationId: $c, seq: 1) { unread }'],
  ['type', 'setTyping(conversationId: $c)'],
];

const mutation = (change: string): string => {
  const variables = ['c', 'm', 'u'].filter((name) => change.includes(`$${name}`)).map((name) => `$${name}: ID!`);
  return `mutation (${variables.join(', ')}) { changed: ${change} }`;
};

const variablesOf = (change: string, values: { c: string; m: string; u: string }) =>
  Object.fromEntries(Object.entries(values).filter(([name]) => change.includes(`$${name}`)));

/** Whatever the conversation has is locked while `work` runs. A change that waits for any of it never ends. */
const whileHeld = (work: () => Promise<void>): Promise<void> =>
  platform.database.transaction(async (tx) => {
    for (const [table, column] of [
      ['log.stream_head', 'stream'],
      ['log.stream_member', 'stream'],
      ['conversations.conversation', 'id'],
      ['conversations.read_state', 'conversation'],
      ['messages.message', 'conversation'],
    ])
      await tx.query(`select from ${table} where ${column} = $1 for update`, [conversation]);
    await work();
  });

describe.each(CHANGES)('8, 44: who may not %s', (_, change) => {
  const attempt = (by: TestClient, c: string, m: string) =>
    by.request(mutation(change), variablesOf(change, { c, m, u: randomUUID() }));

  it('waits for no lock of the conversation', () =>
    whileHeld(async () => {
      for (const by of [stranger, former])
        expect(codesOf(await attempt(by, conversation, message))).toEqual(['NOT_FOUND']);
    }));

  it('is answered after the same statements as where there is nothing', async () => {
    const there = await statementsOf(() => attempt(stranger, conversation, message));
    const nowhere = await statementsOf(() => attempt(stranger, randomUUID(), randomUUID()));
    expect(there).not.toEqual([]);
    expect(there).toEqual(nowhere);
  });
});
