import { faultyStore } from '@parley/ports/ephemeral/faulty.fixture';
import type { TestClient } from '@parley/testing/client';
import { buildSchema } from 'graphql';
import { ACTIONS } from '../../limits';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

/** Floods by one person are refused with RATE_LIMITED, and others notice nothing. */

let platform: RunningPlatform;
const store = faultyStore();
beforeAll(async () => {
  const few = '1/h,3';
  platform = await runningPlatform(
    {
      LIMIT_MESSAGES: few,
      LIMIT_REACTIONS: few,
      LIMIT_CONVERSATIONS: few,
      LIMIT_INVITATIONS: few,
      LIMIT_UPLOADS: few,
      LIMIT_SEARCHES: few,
      LIMIT_TOKENS: few,
    },
    { ephemeral: store },
  );
});
afterAll(() => platform.close());

const CREATE = 'mutation { createConversation(input: { kind: GROUP, title: "Flood" }) { id } }';
const aConversation = async (owner: TestClient): Promise<string> =>
  (await owner.request<{ createConversation: { id: string } }>(CREATE)).data!.createConversation.id;

const SEND = `mutation ($id: ID!, $key: ID!) {
  sendMessage(input: { conversationId: $id, clientMessageId: $key, text: "again" }) { message { id } }
}`;
const send = (sender: TestClient, id: string) =>
  sender.request<{ sendMessage: { message: { id: string } } }>(SEND, { id, key: crypto.randomUUID() });

type Flood = (
  someone: TestClient,
  at: { conversation: string; message: string; n: number },
) => [string, Record<string, unknown>?];

const FLOODS: [string, Flood][] = [
  ['messages', (_, { conversation }) => [SEND, { id: conversation, key: crypto.randomUUID() }]],
  [
    'reactions',
    (_, { message }) => ['mutation ($m: ID!) { addReaction(messageId: $m, emoji: "👍") { id } }', { m: message }],
  ],
  ['conversations', () => [CREATE]],
  [
    'invitations',
    ({ userId }, { conversation }) => [
      'mutation ($c: ID!, $u: [ID!]!) { addMembers(conversationId: $c, userIds: $u) { id } }',
      { c: conversation, u: [userId] },
    ],
  ],
  [
    'uploads',
    (_, { n }) => [
      'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { id } }',
      { input: { fileName: `${n}.txt`, mimeType: 'text/plain', size: 1, sha256: 'ab'.repeat(32) } },
    ],
  ],
  ['searches', () => ['{ searchMessages(query: "flood") { totalCount } }']],
  ['tokens', () => ['mutation { createSocketToken { token } }']],
];

it.each(FLOODS)('a flood of %s (line 20)', async (limit, flood) => {
  const [flooder, other] = await platform.people('Flooder', 'Other');
  const conversation = await aConversation(flooder);
  const message = limit === 'reactions' ? (await send(flooder, conversation)).data!.sendMessage.message.id : '';
  const codes: unknown[] = [];
  for (let n = 0; n < 5; n++) {
    const { errors } = await flooder.request(...flood(flooder, { conversation, message, n }));
    codes.push(errors?.[0]?.extensions.code);
    if (errors) expect(errors[0]!.extensions).toMatchObject({ limit, retryAfterMs: expect.any(Number) as number });
  }
  // the conversation that it needs has been created already
  const allowed = limit === 'conversations' ? 2 : 3;
  expect(codes).toEqual([...Array<undefined>(allowed).fill(undefined), ...Array(5 - allowed).fill('RATE_LIMITED')]);
  const mine = await aConversation(other);
  expect((await send(other, mine)).errors).toBeUndefined();
});

it('limits what there is in the graph', async () => {
  const schema = buildSchema(await (await fetch(`${platform.url}/schema.graphql`)).text());
  for (const field of ACTIONS.flatMap(({ fields }) => fields)) {
    const [type, name] = field.split('.') as ['Query' | 'Mutation', string];
    const root = type === 'Query' ? schema.getQueryType() : schema.getMutationType();
    expect([field, root?.getFields()[name] !== undefined]).toEqual([field, true]);
  }
});

it('goes on limiting in each process while what they share does not respond (line 36)', async () => {
  const someone = await platform.person();
  const id = await aConversation(someone);
  store.down();
  const sent = [];
  for (let n = 0; n < 5; n++) sent.push((await send(someone, id)).errors?.[0]?.extensions.code);
  store.up();
  expect(sent).toEqual([undefined, undefined, undefined, 'RATE_LIMITED', 'RATE_LIMITED']);
});

it('limits nothing with LIMITS=off, and says so', async () => {
  const off = await runningPlatform({ LIMITS: 'off', LIMIT_MESSAGES: '1/h,1' });
  const someone = await off.person();
  const id = await aConversation(someone);
  for (let n = 0; n < 5; n++) expect((await send(someone, id)).errors).toBeUndefined();
  const ready = (await (await fetch(`${off.url}/readyz`)).json()) as object;
  expect(ready).toMatchObject({
    ok: true,
    dependencies: { limits: { ok: true, note: expect.stringMatching(/^LIMITS=off/) as string } },
  });
  await off.close();
});
