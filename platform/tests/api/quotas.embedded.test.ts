import { randomUUID } from 'node:crypto';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import { onAnotherSocket, post, type TestClient } from '@parley/testing/client';
import { announcementOf, uploadFile } from '@parley/testing/uploading';
import { until } from '@parley/testing/until';
import { codesOf } from '@parley/testing/viewers';
import { accounts } from '../../modules';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

let platform: RunningPlatform;
beforeAll(async () => void (platform = await runningPlatform()));
afterAll(() => platform.close());
afterEach(() => limit('max_messages_per_day = null, max_storage_bytes = null'));

const limit = (set: string) => platform.database.query(`update users.tenant set ${set} where slug = 'demo'`);
const usage = async (owner: TestClient) => {
  await platform.database.query(`update users.account set role = 'OWNER' where id = $1`, [owner.userId]);
  const { data } = await owner.request<{ tenant: { usage: Record<string, number> } }>(
    'query { tenant { usage { messagesToday storageBytes } } }',
  );
  return data!.tenant.usage;
};

const SEND = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { duplicate message { id } } }`;
const send = (client: TestClient, url: string, input: object) =>
  post<{ sendMessage: { duplicate: boolean; message: { id: string } } }>(url, {
    ...{ query: SEND, token: client.token },
    variables: { input: { clientMessageId: randomUUID(), ...input } },
  });

describe('messages a day', () => {
  it('are counted exactly, over several processes and conversations at once', async () => {
    const { url: other } = await platform.another();
    const people = await platform.people('Ann', 'Bob', 'Cara', 'Dan');
    const rooms = await Promise.all(people.map((person) => createConversation(person)));
    const { messagesToday: before } = await usage(people[0]);
    const most = before! + 150;
    await limit(`max_messages_per_day = ${most}`);
    const answers = await Promise.all(
      people.flatMap((person, p) =>
        Array.from({ length: 60 }, (_, n) =>
          send(person, n % 2 ? other : platform.url, { conversationId: rooms[p], text: `number ${n}` }),
        ),
      ),
    );
    const refused = answers.flatMap(({ errors = [] }) => errors);
    expect(answers.length - refused.length).toBe(150);
    for (const { extensions, message } of refused) {
      expect(extensions).toMatchObject({ code: 'QUOTA_EXCEEDED', quota: 'messagesPerDay', limit: most, used: most });
      expect(message).toBe(
        'This workspace has sent as many messages as it may today: send it again after midnight UTC',
      );
    }
    expect(await usage(people[0])).toMatchObject({ messagesToday: most });
    // what did not take a position took no message either
    const [row] = await platform.database.query<{ sent: number }>(
      'select count(*)::int as sent from messages.message where conversation = any ($1::uuid[])',
      [rooms],
    );
    expect(row!.sent).toBe(150);
  });

  it('that were sent before are answered again, over the limit too', async () => {
    const ann = await platform.person('Ann');
    const conversationId = await createConversation(ann);
    const input = { conversationId, text: 'once', clientMessageId: randomUUID() };
    const first = await send(ann, platform.url, input);
    await limit('max_messages_per_day = 0');
    const again = await send(ann, platform.url, input);
    expect(again.data!.sendMessage).toEqual({ ...first.data!.sendMessage, duplicate: true });
    expect(codesOf(await send(ann, platform.url, { conversationId, text: 'one more' }))).toEqual(['QUOTA_EXCEEDED']);
  });

  it('that are counted one after another near the limit hold up no other tenant', async () => {
    const ann = await platform.person('Ann');
    const conversationId = await createConversation(ann);
    const [near] = await platform.database.query<{ most: number }>(
      `select messages.sent_today(id)::int + 5 as most from users.tenant where slug = 'demo'`,
    );
    await limit(`max_messages_per_day = ${near!.most}`);
    await accounts.seedTenant(platform.database, { slug: 'other', signUp: 'open' });
    const outside = await platform.person('Olga', 'other');
    const rooms = await Promise.all(Array.from({ length: 12 }, () => createConversation(outside)));
    let isSent = false;
    const sent = await platform.database.transaction(async (tx) => {
      await tx.query(
        `select pg_advisory_xact_lock(hashtextextended('messages.sent ' || id, 0)) from users.tenant where slug = 'demo'`,
      );
      const waiting = send(ann, platform.url, { conversationId, text: 'near' }).finally(() => (isSent = true));
      // some of them in the lane of the one that waits
      const others = await Promise.all(
        rooms.map((room) => send(outside, platform.url, { conversationId: room, text: 'elsewhere' })),
      );
      expect(others.flatMap(({ errors = [] }) => errors)).toEqual([]);
      expect(isSent).toBe(false);
      return { waiting };
    });
    expect(await sent.waiting).toMatchObject({ data: { sendMessage: { duplicate: false } } });
  });

  it('are those of this day', async () => {
    const ann = await platform.person('Ann');
    const conversationId = await createConversation(ann);
    await sendMessage(ann, conversationId, 'today');
    await platform.database.query('update messages.sent set day = day - 1');
    await limit('max_messages_per_day = 1');
    expect(await usage(ann)).toMatchObject({ messagesToday: 0 });
    expect(codesOf(await send(ann, platform.url, { conversationId, text: 'one' }))).toEqual([]);
    expect(codesOf(await send(ann, platform.url, { conversationId, text: 'two' }))).toEqual(['QUOTA_EXCEEDED']);
  });
});

describe('a send that is refused', () => {
  it.each([
    ['its quota', 'QUOTA_EXCEEDED', {}],
    ['what it replies to', 'NOT_FOUND', { replyToId: randomUUID() }],
    ['its thread', 'NOT_FOUND', { threadId: randomUUID() }],
  ])('for %s gives its attachments back', async (_, code, more) => {
    const ann = await platform.person('Ann');
    const [first, second] = [await createConversation(ann), await createConversation(ann)];
    const attachmentIds = [await uploadFile(ann, 'notes.txt')];
    if (code === 'QUOTA_EXCEEDED') await limit('max_messages_per_day = 0');
    const refused = await send(ann, platform.url, { conversationId: first, text: 'here', attachmentIds, ...more });
    expect(codesOf(refused)).toEqual([code]);
    await limit('max_messages_per_day = null');
    expect(codesOf(await send(ann, platform.url, { conversationId: second, text: 'there', attachmentIds }))).toEqual(
      [],
    );
  });
});

describe('storage', () => {
  const CREATE = 'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { id } }';
  const announce = (client: TestClient, size: number) =>
    client.request(CREATE, { input: { ...announcementOf('a.txt', Buffer.from('a'), 'text/plain'), size } });

  it('is counted exactly from the announcement on, also at once, and given back by a delete', async () => {
    const [ann, bob] = await platform.people('Ann', 'Bob');
    const conversationId = await createConversation(ann, { members: [bob] });
    const before = (await usage(ann)).storageBytes!;
    const id = await uploadFile(ann, 'notes.txt');
    const held = (await usage(ann)).storageBytes! - before;
    expect(held).toBeGreaterThan(0);
    const message = await sendMessage(ann, conversationId, { text: 'with notes', attachmentIds: [id] });
    await value(ann.request('mutation ($id: ID!) { deleteMessage(messageId: $id) { id } }', { id: message.id }));
    expect((await usage(ann)).storageBytes).toBe(before);

    const most = before + 1_000;
    await limit(`max_storage_bytes = ${most}`);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => announce(n % 2 ? ann : bob, 100)));
    const refused = answers.flatMap(({ errors = [] }) => errors);
    expect(refused).toHaveLength(10);
    expect(refused[0]!.extensions).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      quota: 'storageBytes',
      limit: most,
      used: most,
    });
    expect((await usage(ann)).storageBytes).toBe(most);
  });
});

it('sockets over all processes are refused beyond the limit, and free again once closed', async () => {
  const { url: other } = await platform.another();
  const ann = await platform.person('Ann');
  await limit('max_sockets = 2');
  const watch = (url: string) => {
    const client = onAnotherSocket(url, ann);
    const first = client
      .subscribe('subscription { readStateChanges { unread } }')
      .next()
      .then(
        () => undefined,
        (error: unknown) => error as { code: number; reason: string },
      );
    return { client, first };
  };
  const opened = async () => {
    const [row] = await platform.database.query<{ open: number }>(
      `select users.sockets_open(id) as open from users.tenant where slug = 'demo'`,
    );
    return row!.open;
  };
  const two = [watch(platform.url), watch(other)];
  await until(async () => (await opened()) === 2);
  const third = watch(other);
  expect(await third.first).toMatchObject({ code: 1013, reason: expect.stringContaining('QUOTA_EXCEEDED') });
  await two[0]!.client.close();
  await until(async () => (await opened()) === 1);
  const fourth = watch(other);
  await until(async () => (await opened()) === 2);
  for (const { client } of [two[1]!, third, fourth]) await client.close();
  await limit('max_sockets = null');
});
